package org.anabranch.transforms.cipher;

import java.nio.ByteBuffer;
import org.anabranch.keys.KeyId;
import org.apache.kafka.connect.errors.DataException;

/** The first ten bytes of a ciphertext: two that say what it is, and its key's id. */
final class Head {

  static final int BYTES = 2 + KeyId.BYTES;

  /** The least that a ciphertext of any format has: its head, 16 bytes against forgery, a type. */
  static final int CIPHERTEXT_BYTES_MIN = BYTES + 16 + 1;

  private static final int FIRST = 0x69;
  private static final int FORMAT = 0xB0;
  private static final int FORMAT_BITS = 0xF0;

  private Head() {}

  static void write(byte[] ciphertext, Mode mode, KeyId key) {
    ByteBuffer.wrap(ciphertext)
        .put((byte) FIRST)
        .put((byte) (FORMAT | suite(mode)))
        .putLong(key.value());
  }

  static boolean is(byte[] bytes) {
    return bytes.length >= CIPHERTEXT_BYTES_MIN
        && bytes[0] == FIRST
        && (bytes[1] & FORMAT_BITS) == FORMAT;
  }

  static KeyId key(byte[] ciphertext) {
    mode(ciphertext);
    return new KeyId(ByteBuffer.wrap(ciphertext).getLong(2));
  }

  static Mode mode(byte[] ciphertext) {
    if (!is(ciphertext)) {
      throw new DataException(
          "It is no ciphertext: it does not begin as they do, or it is too short for one. Was the"
              + " field encrypted, and does it arrive as it was written?");
    }
    return switch (ciphertext[1] & ~FORMAT_BITS & 0xff) {
      case 1 -> Mode.AUTHENTICATED;
      case 2 -> Mode.DETERMINISTIC;
      default ->
          throw new DataException(
              "It is a ciphertext of a newer format. Upgrade Anabranch where it is read");
    };
  }

  private static int suite(Mode mode) {
    return switch (mode) {
      case AUTHENTICATED -> 1;
      case DETERMINISTIC -> 2;
      case FORMAT_PRESERVING ->
          throw new IllegalArgumentException(
              "Digits that are encrypted to digits are no ciphertext: use FormatPreserving");
    };
  }
}
