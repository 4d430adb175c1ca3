@NullMarked
package org.anabranch.transforms.rows;

import org.jspecify.annotations.NullMarked;
