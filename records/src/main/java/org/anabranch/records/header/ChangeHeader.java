package org.anabranch.records.header;

import java.util.Base64;
import org.anabranch.model.change.Change;
import org.anabranch.records.error.RecordPlace;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The record header {@code anabranch}: the text {@code ab1:} followed by a {@link Change} in
 * base64url.
 *
 * <p>Text, because Connect's header converters mangle bytes. Reading finds it again whatever pair
 * of converters it went through, as far as their own reading succeeds; docs/formats/headers.md
 * lists the pairs.
 */
public final class ChangeHeader {

  public static final String NAME = "anabranch";
  private static final String PREFIX = "ab1:";
  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  private ChangeHeader() {}

  public static String encode(Change change) {
    return PREFIX.concat(TO_TEXT.encodeToString(ChangeBytes.write(change)));
  }

  /**
   * The value of the header for another change, in the form that a header converter gave to the
   * value there was: bytes stay bytes, text stays text, and what was quoted or wrapped stays so.
   *
   * @param value one from which {@link #decode} reads a change
   */
  public static Object encodeLike(Object value, Change change) {
    return HeaderForm.of(value, encode(change));
  }

  /**
   * The header for another change, in the form in which it came.
   *
   * @param header one from whose value {@link #decode} reads a change
   */
  public static Header replaced(Header header, Change change) {
    return header.with(header.schema(), encodeLike(header.value(), change));
  }

  /**
   * The change that a record carries.
   *
   * @throws MalformedHeaderException where there is none, or it cannot be read; names the record's
   *     place
   */
  public static Change of(ConnectRecord<?> record) {
    Header header = record.headers().lastWithName(NAME);
    if (header == null) {
      throw new MalformedHeaderException(
          "The record at "
              + RecordPlace.of(record)
              + " has no header '"
              + NAME
              + "'. Only topics that an Anabranch capture writes can be merged; check the sink's"
              + " topics, and that no transform drops headers");
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
  public static Change decode(@Nullable Object value) {
    String text = HeaderText.find(value);
    if (text == null) {
      throw notFound(value);
    }
    if (!text.startsWith(PREFIX)) {
      throw new MalformedHeaderException(
          "The header '"
              + NAME
              + "' is of another format than 1 ('ab1:'), which this plugin reads. Upgrade the"
              + " plugin here before the captures");
    }
    try {
      return ChangeBytes.read(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
    } catch (IllegalArgumentException e) {
      throw new MalformedHeaderException(
          "The header '" + NAME + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private static MalformedHeaderException notFound(@Nullable Object value) {
    String what =
        HeaderText.isDestroyed(value)
            ? "was destroyed by a StringConverter on the way. Set header.converter to"
                + " org.apache.kafka.connect.converters.ByteArrayConverter in MirrorMaker, and"
                + " resend what went through it"
            : "does not start with 'ab1:'. Use the same header.converter at both ends, for example"
                + " org.apache.kafka.connect.storage.StringConverter";
    return new MalformedHeaderException("The header '" + NAME + "' " + what);
  }
}
