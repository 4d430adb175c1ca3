package org.anabranch.transforms.embeddings;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * How many numbers a vector has: of Debezium's dense vectors and of arrays the number of elements,
 * of its sparse vectors the field {@code dimensions}, of pgvector's texts what they say. Of bytes,
 * whose encoding nobody knows, and of other texts it is not known.
 */
final class Dimension {

  private static final Pattern SPARSE = Pattern.compile("\\{.*}/(\\d{1,9})");

  private Dimension() {}

  /** Of a vector; null where it is not known, or there is no vector. */
  static @Nullable Integer of(@Nullable Object vector) {
    if (vector instanceof List<?> elements) {
      return elements.size();
    }
    if (vector instanceof Struct struct) {
      boolean sparse = struct.schema().field("dimensions") != null;
      return sparse ? number(struct.get("dimensions")) : null;
    }
    if (vector instanceof Map<?, ?> map) {
      return number(map.get("dimensions"));
    }
    return vector instanceof String text ? of(text.strip()) : null;
  }

  private static @Nullable Integer number(@Nullable Object dimensions) {
    return dimensions instanceof Number number ? Integer.valueOf(number.intValue()) : null;
  }

  private static @Nullable Integer of(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      String inside = text.substring(1, text.length() - 1).strip();
      return inside.isEmpty() ? 0 : 1 + (int) inside.chars().filter(one -> one == ',').count();
    }
    Matcher sparse = SPARSE.matcher(text);
    return sparse.matches() ? Integer.valueOf(sparse.group(1)) : null;
  }
}
