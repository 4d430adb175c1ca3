package org.anabranch.merge.function;

/** Text that Postgres can hold in a database of encoding UTF-8. */
final class PlainText {

  private PlainText() {}

  /** The text, where it has neither U+0000 nor half of a surrogate pair. */
  static String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new IllegalArgumentException("Postgres holds no U+0000 in a text");
      }
      if (Character.isHighSurrogate(c) && followedByLow(text, i)) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            "Half of a surrogate pair: text was cut in the middle of a character");
      }
    }
    return text;
  }

  private static boolean followedByLow(String text, int index) {
    return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
  }
}
