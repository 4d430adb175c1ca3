package org.anabranch.sink.column;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A ciphertext and the keyed hash of its plaintext as one text, so that they are merged as one
 * value: {@code <length>:<hash>+<ciphertext>}, where {@code -} stands for a hash that is NULL, and
 * for a ciphertext that is. Both NULL are null. The length counts UTF-16 code units.
 */
final class EncryptedText {

  private static final char NULL = '-';
  private static final char VALUE = '+';
  private static final char LENGTH_END = ':';

  private EncryptedText() {}

  static @Nullable String of(@Nullable String ciphertext, @Nullable String index) {
    if (ciphertext == null && index == null) {
      return null;
    }
    String hash = index == null ? String.valueOf(NULL) : "" + index.length() + LENGTH_END + index;
    return hash + (ciphertext == null ? NULL : VALUE + ciphertext);
  }

  static @Nullable String ciphertext(@Nullable String text) {
    int from = text == null ? 0 : indexEnd(text);
    return text == null || text.charAt(from) == NULL ? null : text.substring(from + 1);
  }

  static @Nullable String index(@Nullable String text) {
    return text == null || text.charAt(0) == NULL
        ? null
        : text.substring(text.indexOf(LENGTH_END) + 1, indexEnd(text));
  }

  private static int indexEnd(String text) {
    if (text.charAt(0) == NULL) {
      return 1;
    }
    int lengthEnd = text.indexOf(LENGTH_END);
    return lengthEnd + 1 + Integer.parseInt(text.substring(0, lengthEnd));
  }

  /** Whether both are of one plaintext, as far as that can be told. */
  static boolean same(@Nullable String one, @Nullable String other) {
    if (Objects.equals(one, other)) {
      return true;
    }
    String index = index(one);
    return index != null
        && index.equals(index(other))
        && ciphertext(one) != null
        && ciphertext(other) != null;
  }
}
