@NullMarked
package org.anabranch.transforms.mask;

import org.jspecify.annotations.NullMarked;
