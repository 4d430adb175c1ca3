package org.anabranch.store.postgres.value;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps of text as Postgres' hstore literals. */
final class HstoreText {

  private HstoreText() {}

  static String of(Map<?, ?> map) {
    StringBuilder text = new StringBuilder();
    map.forEach(
        (key, value) -> {
          text.append(text.isEmpty() ? "" : ",");
          quote(text, (String) key).append("=>");
          quote(text, (String) value);
        });
    return text.toString();
  }

  /** Debezium's other form of it: a JSON object of text. */
  static String ofJson(String json) {
    if (JsonReader.read(json) instanceof Map<?, ?> map) {
      return of(map);
    }
    throw new IllegalArgumentException();
  }

  private static StringBuilder quote(StringBuilder text, @Nullable String part) {
    return part == null
        ? text.append("NULL")
        : text.append('"').append(part.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }
}
