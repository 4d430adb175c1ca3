package org.anabranch.transforms.encrypt;

import org.anabranch.keys.DataKeys;
import org.anabranch.keys.KeyId;
import org.anabranch.transforms.cipher.Ciphertext;
import org.anabranch.transforms.cipher.FieldPlace;
import org.anabranch.transforms.cipher.FormatPreserving;
import org.anabranch.transforms.cipher.Mode;
import org.anabranch.transforms.cipher.Unsealed;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Decrypts single values. Safe for several threads. */
final class FieldOpener {

  private final DataKeys keys;
  private final DecryptOptions options;

  FieldOpener(DataKeys keys, DecryptOptions options) {
    this.keys = keys;
    this.options = options;
  }

  /**
   * What was in a value; null where it is no ciphertext and may go as it is.
   *
   * @throws org.anabranch.keys.ForgottenKeyException where its key was destroyed
   * @throws DataException where it cannot be decrypted
   */
  @Nullable Unsealed open(Object value, FieldPlace place, byte @Nullable [] rowKey) {
    byte[] ciphertext = FieldSealer.ciphertext(value);
    if (ciphertext == null) {
      if (options.keepsPlain()) {
        return null;
      }
      throw new DataException(
          "it is no ciphertext. Encrypt it where it comes from, or set "
              + DecryptOptions.PLAINTEXT
              + "=keep while not all are");
    }
    KeyId id = Ciphertext.keyOf(ciphertext);
    boolean bound = Ciphertext.modeOf(ciphertext) == Mode.AUTHENTICATED;
    return KeyUse.with(
        () -> keys.of(id), key -> Ciphertext.open(ciphertext, key, place, bound ? rowKey : null));
  }

  /** The text of which digits were encrypted; throws as {@link #open}. */
  String openDigits(Object value, FieldPlace place, @Nullable String subject) {
    if (!(value instanceof String text)) {
      throw new DataException(
          "format-preserving is of texts, and it is a " + value.getClass().getSimpleName());
    }
    return text.isEmpty()
        ? text
        : KeyUse.with(
            () -> keys.current(Mode.FORMAT_PRESERVING.purpose(), subject),
            key -> FormatPreserving.decrypt(key, text, place));
  }
}
