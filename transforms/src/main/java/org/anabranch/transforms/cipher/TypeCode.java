package org.anabranch.transforms.cipher;

import java.util.Base64;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The types of values, as ciphertexts carry them and as schemas of encrypted fields name them. */
public final class TypeCode {

  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  private TypeCode() {}

  /**
   * A type as a short text (base64url of its code), for a parameter of an encrypted field's schema.
   *
   * @throws DataException where it cannot be written
   */
  public static String textOf(Schema schema) {
    return TO_TEXT.encodeToString(ValueType.of(schema).code());
  }

  /**
   * The schema of such a text, required; null where it has none (a value without a schema).
   *
   * @throws DataException where it is no such text, or of a newer version
   */
  public static @Nullable Schema read(String text) {
    byte[] code;
    try {
      code = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new DataException("It is no code of a type, which are base64url");
    }
    ValueType type = ValueType.read(code);
    if (type.codeLength() != code.length) {
      throw new DataException("It is no code of a type: something follows it");
    }
    return type.schema();
  }
}
