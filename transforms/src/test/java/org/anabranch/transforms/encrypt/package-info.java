@NullMarked
package org.anabranch.transforms.encrypt;

import org.jspecify.annotations.NullMarked;
