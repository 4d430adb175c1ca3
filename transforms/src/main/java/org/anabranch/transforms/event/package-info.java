/** Changes as context events, and context events as changes. */
@NullMarked
package org.anabranch.transforms.event;

import org.jspecify.annotations.NullMarked;
