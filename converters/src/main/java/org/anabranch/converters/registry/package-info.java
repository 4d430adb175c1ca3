/** Schema registries: what is asked of them, who asks, and which schema of a subject is used. */
@NullMarked
package org.anabranch.converters.registry;

import org.jspecify.annotations.NullMarked;
