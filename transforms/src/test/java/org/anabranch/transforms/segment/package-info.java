@NullMarked
package org.anabranch.transforms.segment;

import org.jspecify.annotations.NullMarked;
