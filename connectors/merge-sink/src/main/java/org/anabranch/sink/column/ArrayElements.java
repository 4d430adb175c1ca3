package org.anabranch.sink.column;

import java.util.ArrayList;
import java.util.List;

/**
 * The elements of an array as Postgres writes one ({@code {a,"b c",NULL}}), each as it stands
 * there: quoted or not, or an array of its own. Postgres writes equal elements alike, so they can
 * be compared by their text.
 *
 * <p>Source: the PostgreSQL documentation, "Array Input and Output Syntax".
 */
public final class ArrayElements {

  private ArrayElements() {}

  /**
   * Reads an array.
   *
   * @throws IllegalArgumentException where the text is none
   */
  public static List<String> read(String array) {
    int open = array.indexOf('{');
    // Bounds other than the usual ones stand before it.
    boolean bounded = open > 0 && array.charAt(0) == '[' && array.charAt(open - 1) == '=';
    if (!(open == 0 || bounded) || array.charAt(array.length() - 1) != '}') {
      throw new IllegalArgumentException("it is no array");
    }
    List<String> elements = new ArrayList<>();
    int start = open + 1;
    int last = array.length() - 1;
    int depth = 0;
    boolean quoted = false;
    for (int at = start; at < last; at++) {
      char c = array.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
        if (!quoted && ",}".indexOf(array.charAt(at + 1)) < 0) {
          throw new IllegalArgumentException("it is no array");
        }
      } else if (!quoted && c == ',' && depth == 0) {
        elements.add(array.substring(start, at));
        start = at + 1;
      } else if (!quoted) {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      }
    }
    if (start < last) {
      elements.add(array.substring(start, last));
    }
    return elements;
  }

  static String write(List<String> elements) {
    return "{" + String.join(",", elements) + "}";
  }
}
