package org.anabranch.keys;

import java.util.HexFormat;

/**
 * The name of one data key, eight bytes of chance, which each ciphertext carries and under which
 * the wrapped key is kept.
 */
public record KeyId(long value) {

  /** The length of its binary form. */
  public static final int BYTES = Long.BYTES;

  /**
   * Of 16 hexadecimal digits.
   *
   * @throws IllegalArgumentException where it is something else
   */
  public static KeyId parse(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException("A key's id has 16 hexadecimal digits");
    }
    return new KeyId(HexFormat.fromHexDigitsToLong(hex));
  }

  /** Sixteen hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(value);
  }
}
