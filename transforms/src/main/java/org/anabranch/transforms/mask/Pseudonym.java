package org.anabranch.transforms.mask;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * {@code pseudonym}: another name for the value, the same one everywhere under the same secret, by
 * HMAC-SHA-256. A text becomes {@code p-} and 22 characters of base64url (128 bits), a UUID becomes
 * a UUID of version 8, and a whole number of 64 bits another one that is not negative; of 64 bits
 * two values may share a name, once in about three billion of them.
 */
final class Pseudonym implements Mask {

  private static final String UUID_NAME = "io.debezium.data.Uuid";
  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  private final KeyedDigest digest;

  Pseudonym(String secret) {
    this.digest = new KeyedDigest(secret, "pseudonym");
  }

  @Override
  public @Nullable String misfit(FieldType type) {
    boolean fits =
        type.isPlain(Schema.Type.STRING)
            || type.isPlain(Schema.Type.INT64)
            || type.isNamed(UUID_NAME);
    return fits
        ? null
        : "pseudonym names texts, UUIDs and whole numbers of 64 bits, and this is "
            + type
            + ". Use redact or null";
  }

  @Override
  public Object of(Object value, FieldType type) {
    if (value instanceof Long number) {
      return bits(digest.of(Long.toString(number))).getLong() & Long.MAX_VALUE;
    }
    String text = (String) value;
    if (type.isNamed(UUID_NAME)) {
      return uuid(bits(digest.of(text.toLowerCase(Locale.ROOT)))).toString();
    }
    byte[] half = new byte[16];
    bits(digest.of(text)).get(half);
    return "p-" + TO_TEXT.encodeToString(half);
  }

  private static ByteBuffer bits(byte[] digest) {
    return ByteBuffer.wrap(digest);
  }

  /** RFC 9562: version 8 is for whatever one likes. */
  private static UUID uuid(ByteBuffer bits) {
    long high = (bits.getLong() & ~0xF000L) | 0x8000L;
    long low = (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
