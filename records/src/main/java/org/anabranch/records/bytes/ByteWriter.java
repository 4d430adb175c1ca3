package org.anabranch.records.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Collects bytes; numbers are big-endian. Like {@code ByteArrayOutputStream} with numbers and
 * without its lock. Not thread-safe.
 */
public final class ByteWriter {

  private byte[] bytes;
  private int size;

  public ByteWriter(int expectedSize) {
    this.bytes = new byte[expectedSize];
  }

  public int size() {
    return size;
  }

  public void octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  public void int32(int value) {
    room(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  public void int64(long value) {
    int32((int) (value >>> 32));
    int32((int) value);
  }

  /** An unsigned number, seven bits in each octet, the lowest first (LEB128). */
  public void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  public void bytes(byte[] value) {
    bytes(value, 0, value.length);
  }

  public void bytes(byte[] value, int from, int length) {
    room(length);
    System.arraycopy(value, from, bytes, size, length);
    size += length;
  }

  /** The text in UTF-8 behind its length as a varint. */
  public void text(String value) {
    int start = size;
    varint(value.length());
    room(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        size = start;
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        bytes(utf8);
        return;
      }
      bytes[size++] = (byte) c;
    }
  }

  /** Puts the length of all that was written since {@code start} in front of it. */
  public void lengthSince(int start) {
    int length = size - start;
    int prefix = varintSize(length);
    room(prefix);
    System.arraycopy(bytes, start, bytes, start + prefix, length);
    size = start;
    varint(length);
    size += length;
  }

  public static int varintSize(long value) {
    int length = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      length++;
    }
    return length;
  }

  /** The CRC-32C of all that was written. */
  public int checksum() {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, size);
    return (int) crc.getValue();
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
