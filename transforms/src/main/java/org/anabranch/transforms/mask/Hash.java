package org.anabranch.transforms.mask;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * {@code hash}: the value's HMAC-SHA-256. Equal values have equal hashes, so that they can still be
 * counted and joined. Texts become 64 hexadecimal digits, bytes become 32 bytes.
 */
final class Hash implements Mask {

  private final KeyedDigest digest;

  Hash(String secret) {
    this.digest = new KeyedDigest(secret, "hash");
  }

  @Override
  public @Nullable String misfit(FieldType type) {
    return type.isPlain(Schema.Type.STRING) || type.isPlain(Schema.Type.BYTES)
        ? null
        : "hash makes a text of a text or bytes of bytes, and this is "
            + type
            + ". Use pseudonym, redact or null";
  }

  @Override
  public Object of(Object value, FieldType type) {
    if (value instanceof String text) {
      return HexFormat.of().formatHex(digest.of(text));
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return ByteBuffer.wrap(digest.of(bytes));
    }
    return digest.of((byte[]) value);
  }
}
