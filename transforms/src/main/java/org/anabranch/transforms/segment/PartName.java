package org.anabranch.transforms.segment;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The key of a part: {@code ap1:<sha256 of the content>:<number>/<parts>}, numbers from 0. Equal
 * names stand for equal bytes, whoever wrote them and however often.
 */
record PartName(String sha256, int number, int parts) {

  private static final String PREFIX = "ap1:";
  private static final int HASH_END = PREFIX.length() + 64;

  /** How many bytes a name has at most. */
  static final int BYTES_MAX = HASH_END + 2 + 2 * 10;

  byte[] toBytes() {
    return (PREFIX + sha256 + ':' + number + '/' + parts).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a record's key begins as the name of a part. */
  static boolean isOne(byte[] key) {
    return key.length > HASH_END
        && new String(key, 0, PREFIX.length(), StandardCharsets.US_ASCII).equals(PREFIX);
  }

  /** Reads a name; null where the key is none. */
  static @Nullable PartName of(byte @Nullable [] key) {
    if (key == null || key.length > BYTES_MAX || !isOne(key)) {
      return null;
    }
    String text = new String(key, StandardCharsets.US_ASCII);
    int slash = text.indexOf('/', HASH_END);
    if (text.charAt(HASH_END) != ':' || slash < 0) {
      return null;
    }
    try {
      int number = Integer.parseInt(text.substring(HASH_END + 1, slash));
      int parts = Integer.parseInt(text.substring(slash + 1));
      boolean among = number >= 0 && number < parts;
      return among ? new PartName(text.substring(PREFIX.length(), HASH_END), number, parts) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
