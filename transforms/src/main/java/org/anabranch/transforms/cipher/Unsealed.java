package org.anabranch.transforms.cipher;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What was in a ciphertext.
 *
 * @param schema required; null where the value had none
 */
public record Unsealed(Object value, @Nullable Schema schema) {

  /** Tells nothing of the value. */
  @Override
  public String toString() {
    return "Unsealed";
  }
}
