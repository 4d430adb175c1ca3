package org.anabranch.transforms.policy.document;

/** A text of a document, with the place of each of its characters. */
public final class Passage {

  private final String text;
  private final SourceText source;
  private final int start;
  private final int end;
  private final boolean escaped;

  /**
   * @param start where it begins in the document, in code points
   * @param end behind its last code point
   * @param escaped whether backslashes in the document begin escapes
   */
  Passage(String text, SourceText source, int start, int end, boolean escaped) {
    this.text = text;
    this.source = source;
    this.start = start;
    this.end = end;
    this.escaped = escaped;
  }

  /** What it says, without quotes and escapes. */
  public String text() {
    return text;
  }

  /** Where it begins. */
  public Position position() {
    return source.position(start);
  }

  /**
   * Where a character of it is: quotes, escapes and folded lines of the document are followed.
   *
   * @param offset in code points from the text's beginning
   */
  public Position position(int offset) {
    int[] characters = text.codePoints().limit(Math.max(offset, 0) + 1L).toArray();
    int at = start;
    int found = start;
    for (int character : characters) {
      int next = find(character, at);
      if (next < end) {
        found = next;
        at = next + (isEscape(next) ? source.escapeLength(next) : 1);
      }
    }
    return source.position(found);
  }

  private int find(int character, int from) {
    int at = from;
    while (at < end && !isEscape(at) && !matches(source.codePoint(at), character)) {
      at++;
    }
    return at;
  }

  private boolean isEscape(int at) {
    return escaped && source.codePoint(at) == '\\';
  }

  /** A folded line's end is a space. */
  private static boolean matches(int written, int meant) {
    return written == meant || (Character.isWhitespace(written) && Character.isWhitespace(meant));
  }

  @Override
  public String toString() {
    return text;
  }
}
