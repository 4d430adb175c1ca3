/** Transforms for any connector: one class and one record of options each. */
@NullMarked
package org.anabranch.transforms;

import org.jspecify.annotations.NullMarked;
