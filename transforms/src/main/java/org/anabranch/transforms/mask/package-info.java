/** What takes the place of values that may not be read as they are. */
@NullMarked
package org.anabranch.transforms.mask;

import org.jspecify.annotations.NullMarked;
