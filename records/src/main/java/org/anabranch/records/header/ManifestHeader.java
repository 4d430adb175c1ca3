package org.anabranch.records.header;

import java.util.Base64;
import org.anabranch.records.error.RecordPlace;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The record header {@code anabranch.segments}, which a record has whose value only stands for
 * another one: the text {@code ab1:} followed by a {@link Manifest} in base64url. It survives
 * converters of headers as {@link ChangeHeader} does. docs/formats/segments.md describes it.
 */
public final class ManifestHeader {

  public static final String NAME = "anabranch.segments";

  /** What the text begins with. */
  public static final String PREFIX = "ab1:";

  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  private ManifestHeader() {}

  /** Whether the record's value only stands for another one. */
  public static boolean isOn(ConnectRecord<?> record) {
    return record.headers().lastWithName(NAME) != null;
  }

  public static String encode(Manifest manifest) {
    return PREFIX.concat(TO_TEXT.encodeToString(ManifestBytes.write(manifest)));
  }

  /**
   * The manifest that a record carries; null where it has none.
   *
   * @throws MalformedHeaderException where it cannot be read; names the record's place
   */
  public static @Nullable Manifest of(ConnectRecord<?> record) {
    Header header = record.headers().lastWithName(NAME);
    if (header == null) {
      return null;
    }
    try {
      return decode(header.value());
    } catch (MalformedHeaderException e) {
      throw new MalformedHeaderException(e.getMessage() + ". At " + RecordPlace.of(record), e);
    }
  }

  /**
   * Reads a header's value as any header converter may have left it.
   *
   * @throws MalformedHeaderException where it cannot be read
   */
  public static Manifest decode(@Nullable Object value) {
    String text = HeaderText.find(value);
    if (text == null) {
      throw new MalformedHeaderException(
          "The header '"
              + NAME
              + (HeaderText.isDestroyed(value)
                  ? "' was destroyed by a StringConverter on the way. Set header.converter to"
                      + " org.apache.kafka.connect.converters.ByteArrayConverter in MirrorMaker"
                  : "' does not start with 'ab1:'. Use the same header.converter at both ends"));
    }
    if (!text.startsWith(PREFIX)) {
      throw new MalformedHeaderException(
          "The header '"
              + NAME
              + "' is of another format than 1 ('ab1:'), which this plugin reads. Upgrade the"
              + " plugin here before those that write");
    }
    try {
      return ManifestBytes.read(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
    } catch (IllegalArgumentException e) {
      throw new MalformedHeaderException(
          "The header '" + NAME + "' cannot be read: " + e.getMessage(), e);
    }
  }
}
