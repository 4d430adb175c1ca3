package org.anabranch.records.header;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.change.Change;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The record header {@code anabranch}: the text {@code ab1:} followed by a {@link Change} in
 * base64url.
 *
 * <p>Text, because Connect's header converters mangle bytes. Reading finds it again whatever pair
 * of converters it went through: as a string, quoted or not, as bytes, or inside the envelope that
 * {@code JsonConverter} makes.
 */
public final class ChangeHeader {

  public static final String NAME = "anabranch";
  private static final String PREFIX = "ab1:";
  private static final Pattern ANY_VERSION = Pattern.compile("ab(\\d{1,9}):([A-Za-z0-9_-]*)");
  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  private ChangeHeader() {}

  public static String encode(Change change) {
    return PREFIX + TO_TEXT.encodeToString(ChangeBytes.write(change));
  }

  /**
   * The change that a record carries.
   *
   * @throws MalformedHeaderException where there is none, or it cannot be read
   */
  public static Change of(ConnectRecord<?> record) {
    Header header = record.headers().lastWithName(NAME);
    if (header == null) {
      throw new MalformedHeaderException(
          "The record has no header '"
              + NAME
              + "'. Only topics that an Anabranch capture writes can be merged; check the sink's"
              + " topics, and that no transform drops headers");
    }
    return decode(header.value());
  }

  /**
   * Reads a header's value as any header converter may have left it.
   *
   * @throws MalformedHeaderException where it cannot be read
   */
  public static Change decode(@Nullable Object value) {
    Matcher found = ANY_VERSION.matcher(text(value));
    if (!found.find()) {
      throw new MalformedHeaderException(
          "The header '"
              + NAME
              + "' does not start with 'ab1:'. Use the same header.converter at both ends, for"
              + " example org.apache.kafka.connect.storage.SimpleHeaderConverter");
    }
    if (!found.group(1).equals("1")) {
      throw new MalformedHeaderException(
          "The header '"
              + NAME
              + "' has format "
              + found.group(1)
              + ", this plugin reads format 1. Upgrade the plugin here before the captures");
    }
    try {
      return ChangeBytes.read(Base64.getUrlDecoder().decode(found.group(2)));
    } catch (IllegalArgumentException e) {
      throw new MalformedHeaderException("The header '" + NAME + "' is damaged", e);
    }
  }

  private static String text(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (value instanceof Map<?, ?> envelope) {
      return text(envelope.get("payload"));
    }
    if (value instanceof Struct envelope && envelope.schema().field("payload") != null) {
      return text(envelope.get("payload"));
    }
    return String.valueOf(value);
  }
}
