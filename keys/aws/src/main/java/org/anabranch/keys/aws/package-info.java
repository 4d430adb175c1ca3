/** Key-encryption keys in AWS KMS. */
@NullMarked
package org.anabranch.keys.aws;

import org.jspecify.annotations.NullMarked;
