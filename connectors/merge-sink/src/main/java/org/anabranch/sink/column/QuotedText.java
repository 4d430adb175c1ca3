package org.anabranch.sink.column;

import org.anabranch.model.column.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * Names and texts of fields as {@link JsonText} has them: between quotes, and nothing but the quote
 * and the backslash has a backslash before it. No text is null.
 */
final class QuotedText {

  private static final String NULL = "null";

  private QuotedText() {}

  /** What stands in a document for a field's text. */
  static JsonTree.Leaf leaf(@Nullable String text) {
    return new JsonTree.Leaf(text == null ? NULL : '"' + escaped(text) + '"');
  }

  /** The text that a {@link #leaf} stands for. */
  static @Nullable String text(JsonTree.Leaf leaf) {
    String text = leaf.text();
    return text.equals(NULL) ? null : plain(text.substring(1, text.length() - 1));
  }

  /** What stands between the quotes. */
  static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /** What {@link #escaped} was made of. */
  static String plain(String escaped) {
    StringBuilder plain = new StringBuilder(escaped.length());
    for (int at = 0; at < escaped.length(); at++) {
      at += escaped.charAt(at) == '\\' ? 1 : 0;
      plain.append(escaped.charAt(at));
    }
    return plain.toString();
  }
}
