/** Values that are too large for their topic: where they lie instead, and how they come back. */
@NullMarked
package org.anabranch.transforms.segment;

import org.jspecify.annotations.NullMarked;
