package org.anabranch.records.header;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Finds the header's text again in what header converters made of it: as it is, quoted as JSON, in
 * the envelope of {@code JsonConverter}, or in the base64 that some converters make of the bytes
 * that MirrorMaker passes on.
 */
final class HeaderText {

  private static final String PAYLOAD = "payload";

  /** How base64 of {@code ab}, {@code "ab} and <code>{"</code> begins. */
  private static final List<String> BASE64_STARTS = List.of("YWI", "ImFi", "eyJ");

  private static final int WRAPPINGS_MAX = 4;

  private HeaderText() {}

  /** The text from {@code ab} on; null where it cannot be found. */
  static @Nullable String find(@Nullable Object value) {
    String text = plain(value);
    for (int i = 0; i < WRAPPINGS_MAX && text != null; i++) {
      if (isOurs(text)) {
        return text;
      }
      text = unwrapped(text.strip());
    }
    return null;
  }

  /** Whether a converter wrote the name of a Java array where the bytes should be. */
  static boolean isDestroyed(@Nullable Object value) {
    String text = plain(value);
    return text != null && text.startsWith("[B@");
  }

  static boolean isOurs(String text) {
    return text.length() > 3
        && text.charAt(0) == 'a'
        && text.charAt(1) == 'b'
        && text.charAt(2) >= '0'
        && text.charAt(2) <= '9';
  }

  static @Nullable String plain(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (value instanceof ByteBuffer buffer) {
      return new String(Utils.toArray(buffer.duplicate()), StandardCharsets.UTF_8);
    }
    if (value instanceof Map<?, ?> envelope) {
      return envelope.get(PAYLOAD) instanceof String text ? text : null;
    }
    return value instanceof Struct envelope
            && envelope.schema().field(PAYLOAD) != null
            && envelope.get(PAYLOAD) instanceof String text
        ? text
        : null;
  }

  static @Nullable String unwrapped(String text) {
    if (text.startsWith("\"")) {
      return quoted(text, 0);
    }
    if (text.startsWith("{")) {
      int name = text.lastIndexOf('"' + PAYLOAD + '"');
      int colon = name < 0 ? -1 : text.indexOf(':', name);
      return colon < 0 ? null : quoted(text, text.indexOf('"', colon));
    }
    return BASE64_STARTS.stream().anyMatch(text::startsWith) ? fromBase64(text) : null;
  }

  private static @Nullable String quoted(String text, int open) {
    int close = open < 0 ? -1 : text.indexOf('"', open + 1);
    return close < 0 ? null : text.substring(open + 1, close);
  }

  private static @Nullable String fromBase64(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
