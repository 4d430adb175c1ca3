/** Transforms that mask, in a worker that loads them as they are built. */
@NullMarked
package org.anabranch.masking;

import org.jspecify.annotations.NullMarked;
