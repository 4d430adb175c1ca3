package org.anabranch.store.postgres.value;

import java.util.List;
import java.util.regex.Pattern;
import org.anabranch.store.postgres.catalog.PostgresType;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Lists as Postgres' array literals. */
final class ArrayText {

  /** What Debezium makes of an inner array of text. */
  private static final Pattern JAVA_ARRAY = Pattern.compile("\\[L[a-zA-Z.]+;@[0-9a-f]+");

  private ArrayText() {}

  static String of(@Nullable Schema elementSchema, List<?> list, PostgresType element) {
    StringBuilder text = new StringBuilder("{");
    for (Object value : list) {
      if (text.length() > 1) {
        text.append(element.delimiter());
      }
      if (value instanceof List<?> inner && element.element() == null && isArray(elementSchema)) {
        Schema innerSchema = elementSchema == null ? null : elementSchema.valueSchema();
        text.append(of(innerSchema, inner, element));
      } else {
        appendElement(text, PostgresText.of(elementSchema, value, element));
      }
    }
    return text.append('}').toString();
  }

  private static boolean isArray(@Nullable Schema schema) {
    // A vector of an extension is a list of numbers too, but one value.
    return schema == null || (schema.type() == Schema.Type.ARRAY && schema.name() == null);
  }

  private static void appendElement(StringBuilder text, @Nullable String element) {
    if (element == null) {
      text.append("NULL");
      return;
    }
    if (JAVA_ARRAY.matcher(element).matches()) {
      throw new UnfitValueException("Debezium does not carry arrays of several dimensions");
    }
    text.append('"');
    for (int i = 0; i < element.length(); i++) {
      char c = element.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }
}
