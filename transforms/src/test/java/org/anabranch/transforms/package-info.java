@NullMarked
package org.anabranch.transforms;

import org.jspecify.annotations.NullMarked;
