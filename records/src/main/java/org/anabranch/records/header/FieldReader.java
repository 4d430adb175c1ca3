package org.anabranch.records.header;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks over fields of tag, length and bytes in ascending order of their tags; damage is an {@link
 * IllegalArgumentException}.
 */
final class FieldReader {

  private final byte[] bytes;
  private final int limit;
  private int at;
  private int tag;
  private int start;
  private int end;

  FieldReader(byte[] bytes, int from, int limit) {
    this.bytes = bytes;
    this.at = from;
    this.limit = limit;
  }

  /** Moves to the next field, if there is one. */
  boolean next() {
    if (at == limit) {
      return false;
    }
    tag = intVarint(limit);
    int length = intVarint(limit);
    if (length > limit - at) {
      throw new IllegalArgumentException("Field " + tag + " ends early");
    }
    start = at;
    end = at + length;
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

  int intNumber() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Field " + tag + " is too large a number");
    }
    return (int) value;
  }

  /** {@code count} numbers of eight bytes each. */
  ByteBuffer fixed(int count) {
    if (end - start != count * Long.BYTES) {
      throw new IllegalArgumentException(
          "Field " + tag + " is not " + count * Long.BYTES + " bytes long");
    }
    return ByteBuffer.wrap(bytes, start, count * Long.BYTES);
  }

  String text() {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  <T> T interned(Interned<T> values) {
    return values.of(bytes, start, end);
  }

  /** The field's bytes as fields of their own, after {@code skipped} octets. */
  FieldReader nested(int skipped) {
    return new FieldReader(bytes, start + skipped, end);
  }

  /** The field's first octet; -1 where the field is empty. */
  int firstOctet() {
    return start == end ? -1 : bytes[start] & 0xff;
  }

  private int intVarint(int until) {
    long value = varint(until);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("A tag or length is too large a number");
    }
    return (int) value;
  }

  private long varint(int until) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= until) {
        throw new IllegalArgumentException("A number ends early");
      }
      byte octet = bytes[at++];
      value |= (long) (octet & 0x7f) << shift;
      if (octet >= 0) {
        if (shift == 63 && octet > 1) {
          break;
        }
        return value;
      }
    }
    throw new IllegalArgumentException("A number is longer than 64 bits");
  }
}
