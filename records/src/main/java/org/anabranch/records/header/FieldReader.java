package org.anabranch.records.header;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link FieldWriter} wrote; damage is an {@link IllegalArgumentException}. */
final class FieldReader {

  private final byte[] bytes;
  private int at;
  private int tag;
  private int start;
  private int end;

  FieldReader(byte[] bytes) {
    this(bytes, 0);
  }

  FieldReader(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  /** Moves to the next field, if there is one. */
  boolean next() {
    if (at == bytes.length) {
      return false;
    }
    tag = (int) varint(bytes.length);
    long length = varint(bytes.length);
    if (length < 0 || length > bytes.length - at) {
      throw new IllegalArgumentException("Field " + tag + " ends early");
    }
    start = at;
    end = at + (int) length;
    at = end;
    return true;
  }

  int tag() {
    return tag;
  }

  FieldReader expect(int expected) {
    if (tag != expected) {
      throw new IllegalArgumentException("Field " + expected + " expected, found " + tag);
    }
    return this;
  }

  long number() {
    int resume = at;
    at = start;
    long value = varint(end);
    if (at != end) {
      throw new IllegalArgumentException("Field " + tag + " is longer than its number");
    }
    at = resume;
    return value;
  }

  long fixed() {
    if (end - start != Long.BYTES) {
      throw new IllegalArgumentException("Field " + tag + " is not 8 bytes long");
    }
    return ByteBuffer.wrap(bytes, start, Long.BYTES).getLong();
  }

  String text() {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  private long varint(int limit) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= limit) {
        throw new IllegalArgumentException("A number ends early");
      }
      byte octet = bytes[at++];
      value |= (long) (octet & 0x7f) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("A number is longer than 64 bits");
  }
}
