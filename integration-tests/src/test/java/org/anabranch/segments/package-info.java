/** Large values through real connectors, in workers that load plugins as they are built. */
@NullMarked
package org.anabranch.segments;

import org.jspecify.annotations.NullMarked;
