/** Key-encryption keys in Google Cloud KMS. */
@NullMarked
package org.anabranch.keys.gcp;

import org.jspecify.annotations.NullMarked;
