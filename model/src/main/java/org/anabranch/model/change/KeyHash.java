package org.anabranch.model.change;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The 16-byte hash of a row's canonical key: what version rows, stubs and conflicts know the row
 * by. Orders as its bytes do, unsigned.
 */
public record KeyHash(long high, long low) implements Comparable<KeyHash> {

  public static final int BYTES = 16;

  /**
   * Takes the first 16 bytes.
   *
   * @throws IllegalArgumentException where there are fewer
   */
  public static KeyHash of(byte[] bytes) {
    if (bytes.length < BYTES) {
      throw new IllegalArgumentException("A key's hash has 16 bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new KeyHash(buffer.getLong(), buffer.getLong());
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  @Override
  public int compareTo(KeyHash other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}
