package org.anabranch.records.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Names a row among all rows of all tables by a text: {@code public/session/user=ada/number=7}.
 * Schema, table, names and values are percent-encoded (RFC 3986), so a slash and an equals sign
 * always part them; a column that is NULL has no equals sign.
 */
public final class ContextKey {

  private static final char PART = '/';
  private static final String UNRESERVED = "-._~";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private ContextKey() {}

  /** The text that names a table. */
  public static String of(TableName table) {
    StringBuilder text = new StringBuilder();
    encode(table.schema(), text);
    text.append(PART);
    encode(table.table(), text);
    return text.toString();
  }

  /**
   * The text that names a row.
   *
   * @param key a struct or a map with its columns, or the only column's value
   * @throws IllegalArgumentException where a column's type cannot be told, naming the column
   */
  public static String of(TableName table, Object key) {
    StringBuilder text = new StringBuilder(of(table));
    if (key instanceof Struct || key instanceof Map<?, ?>) {
      RecordView columns = Objects.requireNonNull(RecordViews.of(key));
      columns.fields().forEach(column -> append(column, columns.value(column), text));
    } else {
      append("key", key, text);
    }
    return text.toString();
  }

  private static void append(String column, @Nullable Object value, StringBuilder text) {
    text.append(PART);
    encode(column, text);
    if (value != null) {
      text.append('=');
      encode(plain(column, value), text);
    }
  }

  private static String plain(String column, Object value) {
    if (value instanceof CharSequence || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.stripTrailingZeros().toPlainString();
    }
    if (value instanceof Number number) {
      return number.toString();
    }
    byte[] bytes = bytes(value);
    if (bytes != null) {
      return BASE64.encodeToString(bytes);
    }
    if (value instanceof Struct struct
        && struct.schema().field("scale") != null
        && struct.schema().field("value") != null
        && struct.get("scale") instanceof Integer scale) {
      byte[] unscaled = bytes(struct.get("value"));
      if (unscaled != null) {
        return plain(column, new BigDecimal(new BigInteger(unscaled), scale));
      }
    }
    throw new IllegalArgumentException(
        "The key column '%s' comes as %s, which cannot be told in a text. Choose other columns in"
                .formatted(column, value.getClass().getName())
            + " message.key.columns");
  }

  private static byte @Nullable [] bytes(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    return value instanceof ByteBuffer buffer ? Utils.toArray(buffer.duplicate()) : null;
  }

  /** RFC 3986's percent-encoding: everything but letters, digits and {@code -._~}. */
  public static String encoded(String part) {
    StringBuilder text = new StringBuilder();
    encode(part, text);
    return text.toString();
  }

  private static void encode(String part, StringBuilder text) {
    for (byte octet : part.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (octet & 0xff);
      boolean plain =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || UNRESERVED.indexOf(letter) >= 0;
      if (plain) {
        text.append(letter);
      } else {
        text.append('%')
            .append(Character.toUpperCase(Character.forDigit(letter >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(letter & 0xf, 16)));
      }
    }
  }
}
