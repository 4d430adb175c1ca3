package org.anabranch.sink.column;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a list, which is an array of Postgres or a JSON array, each as it stands there.
 * One of a JSON array has {@value #JSON} before it, which none of the others has, so that a list
 * can be written again whose elements are all that is known of it.
 */
final class ListText {

  /** As in the text of a jsonb array, behind the comma. */
  private static final String JSON = " ";

  private ListText() {}

  static List<String> read(String text) {
    return isJson(text)
        ? JsonText.elements(text).stream().map(JSON::concat).toList()
        : ArrayElements.read(text);
  }

  /** Arrays with bounds begin alike, and end otherwise. */
  private static boolean isJson(String text) {
    return text.startsWith("[") && text.endsWith("]");
  }

  /**
   * The list.
   *
   * @param like what the column held, which says what an empty list is; where that is NULL, it is
   *     NULL
   */
  static @Nullable String write(List<String> elements, @Nullable String like) {
    if (elements.isEmpty()) {
      return like == null ? null : isJson(like) ? "[]" : ArrayElements.write(elements);
    }
    boolean json = elements.get(0).startsWith(JSON);
    if (elements.stream().anyMatch(element -> element.startsWith(JSON) != json)) {
      throw new IllegalArgumentException(
          "some of what is in flight was appended to a JSON array and some to another");
    }
    return json
        ? "[" + String.join(",", elements).substring(JSON.length()) + "]"
        : ArrayElements.write(elements);
  }
}
