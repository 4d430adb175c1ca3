/** What encrypts and decrypts the fields of records' rows. */
@NullMarked
package org.anabranch.transforms.encrypt;

import org.jspecify.annotations.NullMarked;
