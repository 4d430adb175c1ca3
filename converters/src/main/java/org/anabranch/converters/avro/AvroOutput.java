package org.anabranch.converters.avro;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.connect.errors.DataException;

/**
 * Bytes that are being written as Avro encodes them, in a buffer that grows and is used again. For
 * one thread at a time.
 */
public final class AvroOutput {

  private static final int INITIAL = 512;
  private static final int KEPT = 1 << 20;
  private static final int LONGEST_VARINT = 10;

  private byte[] buffer = new byte[INITIAL];
  private int position;
  private final Depth depth = new Depth();

  /** An empty output. */
  public AvroOutput() {}

  /** Forgets what was written, and the memory that a rare long value took. */
  public void clear() {
    position = 0;
    depth.reset();
    if (buffer.length > KEPT) {
      buffer = new byte[INITIAL];
    }
  }

  /** What was written since the last {@link #clear}. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, position);
  }

  /** Writes the byte as it is. */
  public void writeByte(int value) {
    reserve(1);
    buffer[position++] = (byte) value;
  }

  /** Writes four bytes, the highest first, as a schema's id lies before a message. */
  public void writeBigEndian(int value) {
    reserve(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[position++] = (byte) (value >>> shift);
    }
  }

  Depth depth() {
    return depth;
  }

  void writeInt(int value) {
    writeLong(value);
  }

  /** Zig-zag: the sign in the lowest bit; then seven bits a byte, the lowest first. */
  void writeLong(long value) {
    reserve(LONGEST_VARINT);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      buffer[position++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[position++] = (byte) rest;
  }

  void writeFloat(float value) {
    writeLittleEndian(Float.floatToRawIntBits(value), Float.BYTES);
  }

  void writeDouble(double value) {
    writeLittleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
  }

  private void writeLittleEndian(long bits, int bytes) {
    reserve(bytes);
    for (int i = 0; i < bytes; i++) {
      buffer[position++] = (byte) (bits >>> (8 * i));
    }
  }

  /** Text, its length before it; what is ASCII goes straight into the buffer. */
  void writeString(String text) {
    int length = text.length();
    int begin = position;
    writeLong(length);
    reserve(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        position = begin;
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return;
      }
      buffer[position + i] = (byte) c;
    }
    position += length;
  }

  void writeBytes(byte[] bytes) {
    writeLong(bytes.length);
    writeRaw(bytes);
  }

  /** The bytes between the buffer's position and limit, which stay as they are. */
  void writeBytes(ByteBuffer bytes) {
    writeLong(bytes.remaining());
    writeRaw(bytes);
  }

  int position() {
    return position;
  }

  /** Takes away the length that was written at the place, and leaves what came after it. */
  void dropLength(int begin) {
    int end = begin + 1;
    while (buffer[end - 1] < 0) {
      end++;
    }
    System.arraycopy(buffer, end, buffer, begin, position - end);
    position -= end - begin;
  }

  void writeRaw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, position, bytes.length);
    position += bytes.length;
  }

  void writeRaw(ByteBuffer bytes) {
    int length = bytes.remaining();
    reserve(length);
    bytes.get(bytes.position(), buffer, position, length);
    position += length;
  }

  private void reserve(int bytes) {
    if (buffer.length - position < bytes) {
      grow(bytes);
    }
  }

  private void grow(int bytes) {
    long needed = (long) position + bytes;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new DataException("A value takes more than 2 GiB as Avro");
    }
    buffer =
        Arrays.copyOf(
            buffer, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * position)));
  }
}
