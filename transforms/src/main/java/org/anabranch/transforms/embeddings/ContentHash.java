package org.anabranch.transforms.embeddings;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.StructField;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 (FIPS 180-4) of what a vector is computed from. Each column in its turn: {@code -} where
 * it is NULL, else the number of octets of its text in decimal, a colon and the text in UTF-8. So
 * no two contents are told alike, and SQL can tell the same: {@code sha256(convert_to(
 * octet_length(body) || ':' || body, 'UTF8'))}. A text is itself; a number as Java writes it, a
 * decimal without an exponent; bytes are their hexadecimal; the elements of an array and the values
 * of a struct or a map, by their names, are told as columns are, in brackets.
 */
final class ContentHash {

  private ContentHash() {}

  /** Of these columns of a row, in hexadecimal. */
  static String of(RecordView row, List<String> columns) {
    StringBuilder text = new StringBuilder();
    columns.forEach(column -> append(text, row.value(column)));
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    if (value == null) {
      text.append('-');
      return;
    }
    String told = told(value);
    text.append(told.getBytes(StandardCharsets.UTF_8).length).append(':').append(told);
  }

  private static String told(Object value) {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof List<?> list) {
      StringBuilder elements = new StringBuilder("[");
      list.forEach(element -> append(elements, element));
      return elements.append(']').toString();
    }
    if (value instanceof Struct struct) {
      Map<String, @Nullable Object> fields = new TreeMap<>();
      for (Field field : struct.schema().fields()) {
        fields.put(field.name(), StructField.value(struct, field));
      }
      return told(fields);
    }
    if (value instanceof Map<?, ?> map) {
      StringBuilder entries = new StringBuilder("{");
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      map.forEach((name, element) -> sorted.put(String.valueOf(name), element));
      sorted.forEach(
          (name, element) -> {
            append(entries, name);
            append(entries, element);
          });
      return entries.append('}').toString();
    }
    return value.toString();
  }
}
