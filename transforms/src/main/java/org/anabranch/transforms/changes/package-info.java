/** Updates without the columns that they leave alone. */
@NullMarked
package org.anabranch.transforms.changes;

import org.jspecify.annotations.NullMarked;
