@NullMarked
package org.anabranch.transforms.cipher;

import org.jspecify.annotations.NullMarked;
