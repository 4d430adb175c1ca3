package org.anabranch.transforms.cipher;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** What is encrypted: the code of a value's type, and the value. */
final class Plaintext {

  private Plaintext() {}

  /**
   * The bytes of a value.
   *
   * @throws DataException where it is not of its schema's type, or of none that Connect has
   */
  static byte[] of(Object value, @Nullable Schema schema) {
    ValueType type = schema == null ? ValueType.of(value) : ValueType.of(schema);
    try {
      return type.payload().write(type, value);
    } catch (ClassCastException e) {
      throw new DataException(
          "It is a "
              + value.getClass().getName()
              + ", and its schema says "
              + type
              + ": mend the schema where the record comes from");
    }
  }

  /**
   * The value of such bytes.
   *
   * @throws DataException where a newer writer wrote what cannot be read here
   */
  static Unsealed read(byte[] plain) {
    ValueType type = ValueType.read(plain);
    return new Unsealed(type.payload().read(type, plain), type.schema());
  }

  /** It was decrypted, so that nobody altered it: only another program can have written it. */
  static DataException unreadable() {
    return new DataException(
        "It decrypts, but what is in it cannot be read here: a newer version encrypted it. Upgrade"
            + " Anabranch where it is read");
  }
}
