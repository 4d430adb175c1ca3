package org.anabranch.transforms.cipher;

import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyId;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Values as ciphertexts of {@link Mode#AUTHENTICATED} and {@link Mode#DETERMINISTIC}, in the form
 * of docs/formats/ciphertexts.md.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Ciphertext {

  private Ciphertext() {}

  /** Whether bytes begin as a ciphertext of ours, of this format version or a later one. */
  public static boolean is(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /**
   * The key that opens it.
   *
   * @throws org.apache.kafka.connect.errors.DataException where it is no ciphertext or of a newer
   *     format
   */
  public static KeyId keyOf(byte[] ciphertext) {
    throw new UnsupportedOperationException();
  }

  /** The mode it was made in; throws as {@link #keyOf}. */
  public static Mode modeOf(byte[] ciphertext) {
    throw new UnsupportedOperationException();
  }

  /**
   * Encrypts a value with its type.
   *
   * @param key of the mode's purpose
   * @param value anything that Connect's data can hold
   * @param schema its schema; null where it has none
   * @throws org.apache.kafka.connect.errors.DataException where it cannot be, telling no value
   */
  public static byte[] seal(
      Mode mode, DataKey key, Object value, @Nullable Schema schema, Binding binding) {
    throw new UnsupportedOperationException();
  }

  /**
   * Decrypts.
   *
   * @throws org.apache.kafka.connect.errors.DataException where it was made elsewhere, with another
   *     key, or altered
   */
  public static Unsealed open(byte[] ciphertext, DataKey key, Binding binding) {
    throw new UnsupportedOperationException();
  }
}
