package org.anabranch.transforms.cipher;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.errors.DataException;

/** Texts as UTF-8, where nothing is put in the place of what UTF-8 cannot say. */
final class Utf8 {

  private Utf8() {}

  /**
   * The bytes.
   *
   * @throws DataException where half of a surrogate pair stands alone, which would be lost
   */
  static byte[] of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int codePoint = text.codePointAt(i);
        if (!Character.isSupplementaryCodePoint(codePoint)) {
          throw new DataException(
              "It is a text that is not Unicode: half of a surrogate pair stands alone in it. Mend"
                  + " it where the record comes from");
        }
        i++;
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
