package org.anabranch.transforms.cipher;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** The types of values, as ciphertexts carry them and as schemas of encrypted fields name them. */
@SuppressWarnings("DoNotCallSuggester")
public final class TypeCode {

  private TypeCode() {}

  /**
   * A type as a short text (base64url of its code), for a parameter of an encrypted field's schema.
   */
  public static String textOf(Schema schema) {
    throw new UnsupportedOperationException();
  }

  /** The schema of such a text, required; null where it has none (a value without a schema). */
  public static @Nullable Schema read(String text) {
    throw new UnsupportedOperationException();
  }
}
