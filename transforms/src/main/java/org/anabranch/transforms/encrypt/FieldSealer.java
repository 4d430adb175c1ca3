package org.anabranch.transforms.encrypt;

import java.nio.ByteBuffer;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.transforms.cipher.BlindIndex;
import org.anabranch.transforms.cipher.Ciphertext;
import org.anabranch.transforms.cipher.CiphertextText;
import org.anabranch.transforms.cipher.FieldPlace;
import org.anabranch.transforms.cipher.FormatPreserving;
import org.anabranch.transforms.cipher.Mode;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Encrypts single values. Safe for several threads. */
final class FieldSealer {

  private final DataKeys keys;
  private final EncryptOptions options;

  FieldSealer(DataKeys keys, EncryptOptions options) {
    this.keys = keys;
    this.options = options;
  }

  /**
   * What takes a value's place.
   *
   * @throws org.anabranch.keys.ForgottenKeyException where its subject is forgotten
   * @throws DataException where it cannot be encrypted; tells no value
   */
  Object seal(
      Mode mode,
      Object value,
      @Nullable Schema schema,
      FieldPlace place,
      byte @Nullable [] rowKey,
      @Nullable String subject) {
    if (mode == Mode.FORMAT_PRESERVING) {
      if (!(value instanceof String text)) {
        throw new DataException(
            "format-preserving is of texts, and it is a " + value.getClass().getSimpleName());
      }
      // Lengths are not hidden, so in an empty text nothing is.
      return text.isEmpty()
          ? text
          : KeyUse.with(
              () -> keys.current(mode.purpose(), subject),
              key -> FormatPreserving.encrypt(key, text, place));
    }
    byte[] sealed =
        KeyUse.with(
            () -> keys.current(mode.purpose(), subject),
            key ->
                Ciphertext.seal(
                    mode, key, value, schema, place, mode == Mode.AUTHENTICATED ? rowKey : null));
    return encoded(sealed);
  }

  /** A value's index. */
  String index(Object value, FieldPlace place, @Nullable String subject) {
    return KeyUse.with(
        () -> keys.current(KeyPurpose.INDEX, subject), key -> BlindIndex.of(key, value, place));
  }

  /**
   * What goes in the place of a value that is a ciphertext already, itself in the encoding that is
   * set; null where it is none, or is encrypted as any other value.
   *
   * @throws DataException where that is refused
   */
  @Nullable Object kept(Mode mode, Object value) {
    if (options.already() == EncryptOptions.Already.ENCRYPT) {
      return null;
    }
    byte[] ciphertext = ciphertext(value);
    if (ciphertext == null) {
      return null;
    }
    if (options.already() == EncryptOptions.Already.FAIL) {
      throw new DataException(
          "it looks like a ciphertext already. Let one transform encrypt it; where none but"
              + " ciphertexts look so, EncryptFields lets them pass with "
              + EncryptOptions.ALREADY
              + "=keep, and where users may write what looks so, it encrypts that with "
              + EncryptOptions.ALREADY
              + "=encrypt");
    }
    return mode == Mode.FORMAT_PRESERVING ? value : encoded(ciphertext);
  }

  /** The bytes of a value that is a ciphertext; null where it is none. */
  static byte @Nullable [] ciphertext(Object value) {
    if (value instanceof String text) {
      return CiphertextText.is(text) ? CiphertextText.read(text) : null;
    }
    byte[] bytes =
        value instanceof ByteBuffer buffer
            ? Utils.toArray(buffer.duplicate())
            : value instanceof byte[] array ? array : null;
    return bytes != null && Ciphertext.is(bytes) ? bytes : null;
  }

  private Object encoded(byte[] ciphertext) {
    return options.asText() ? CiphertextText.of(ciphertext) : ciphertext;
  }
}
