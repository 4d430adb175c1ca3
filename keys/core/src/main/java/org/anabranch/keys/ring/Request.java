package org.anabranch.keys.ring;

import org.anabranch.keys.KeyPurpose;
import org.jspecify.annotations.Nullable;

/**
 * What a key is asked for to encrypt.
 *
 * @param subject the person's own name; null for the key that all values share
 */
record Request(KeyPurpose purpose, @Nullable String subject) {

  /** Without the subject, who is a person. */
  @Override
  public String toString() {
    return purpose.text() + (subject == null ? "" : " of a subject");
  }
}
