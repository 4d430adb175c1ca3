package org.anabranch.transforms.cipher;

import org.anabranch.keys.DataKey;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** A keyed hash of a value, by which equal values of one field of a table are found. */
@SuppressWarnings("DoNotCallSuggester")
public final class BlindIndex {

  private BlindIndex() {}

  /**
   * A text of 22 letters: HMAC-SHA-256, 16 bytes of it, base64url.
   *
   * @param key of {@link org.anabranch.keys.KeyPurpose#INDEX}
   * @param binding its key of the row is not used, or no two rows would be equal
   */
  public static String of(DataKey key, Object value, @Nullable Schema schema, Binding binding) {
    throw new UnsupportedOperationException();
  }
}
