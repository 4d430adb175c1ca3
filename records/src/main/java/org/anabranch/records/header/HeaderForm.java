package org.anabranch.records.header;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Puts another text into what header converters made of the header, see {@link HeaderText}. */
final class HeaderForm {

  private static final String PAYLOAD = "payload";

  private HeaderForm() {}

  /**
   * The value with another text in it.
   *
   * @param value in which {@link HeaderText#find} finds a text
   */
  static Object of(Object value, String text) {
    if (value instanceof Map<?, ?> envelope) {
      Map<Object, @Nullable Object> made = new LinkedHashMap<>(envelope);
      made.put(PAYLOAD, text);
      return made;
    }
    if (value instanceof Struct envelope) {
      return struct(envelope, text);
    }
    String before = HeaderText.plain(value);
    String made = before == null ? text : wrapped(before, text);
    if (value instanceof byte[]) {
      return made.getBytes(StandardCharsets.UTF_8);
    }
    return value instanceof ByteBuffer
        ? ByteBuffer.wrap(made.getBytes(StandardCharsets.UTF_8))
        : made;
  }

  private static Struct struct(Struct envelope, String text) {
    Struct made = new Struct(envelope.schema());
    for (Field field : envelope.schema().fields()) {
      Object value = envelope.getWithoutDefault(field.name());
      made.put(field, field.name().equals(PAYLOAD) ? text : value);
    }
    return made;
  }

  private static String wrapped(String before, String text) {
    if (HeaderText.isOurs(before)) {
      return text;
    }
    String within = HeaderText.unwrapped(before.strip());
    if (within == null) {
      return text;
    }
    String made = wrapped(within, text);
    return before.contains(within)
        ? before.replace(within, made)
        : Base64.getEncoder().encodeToString(made.getBytes(StandardCharsets.UTF_8));
  }
}
