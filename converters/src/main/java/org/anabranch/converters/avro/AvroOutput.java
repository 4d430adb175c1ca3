package org.anabranch.converters.avro;

import java.util.Arrays;

/**
 * Bytes that are being written, in a buffer that grows and is used again. For one thread at a
 * time.
 */
public final class AvroOutput {

  private static final int INITIAL = 512;

  private byte[] buffer = new byte[INITIAL];
  private int position;

  /** An empty output. */
  public AvroOutput() {}

  /** Forgets what was written. */
  public void clear() {
    position = 0;
  }

  /** What was written since the last {@link #clear}. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, position);
  }

  /** Writes the byte as it is. */
  public void writeByte(int value) {
    if (position == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * position);
    }
    buffer[position++] = (byte) value;
  }

  /** Writes four bytes, the highest first, as a schema's id lies before a message. */
  public void writeBigEndian(int value) {
    writeByte(value >>> 24);
    writeByte(value >>> 16);
    writeByte(value >>> 8);
    writeByte(value);
  }
}
