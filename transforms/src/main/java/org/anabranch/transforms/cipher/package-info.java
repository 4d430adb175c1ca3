/** Ciphertexts: their format, what they are bound to, and what is in them. */
@NullMarked
package org.anabranch.transforms.cipher;

import org.jspecify.annotations.NullMarked;
