package org.anabranch.converters.avro;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.connect.errors.DataException;

/**
 * Bytes that are being read as Avro encodes them. Nothing in them is trusted: a length is compared
 * with what is left before memory is taken for it.
 */
final class AvroInput {

  /** Elements of no bytes (empty structs) in one message: any count of them can be claimed. */
  private static final int MOST_WITHOUT_BYTES = 100_000;

  private final byte[] bytes;
  private int position;
  private int withoutBytes;
  private final Depth depth = new Depth();

  AvroInput(byte[] bytes, int offset) {
    this.bytes = bytes;
    this.position = offset;
  }

  Depth depth() {
    return depth;
  }

  int position() {
    return position;
  }

  int remaining() {
    return bytes.length - position;
  }

  int readByte() {
    if (position >= bytes.length) {
      throw new DataException("the bytes end before the value does");
    }
    return bytes[position++];
  }

  boolean readBoolean() {
    int value = readByte();
    if ((value & ~1) != 0) {
      throw new DataException("a boolean is neither 0 nor 1");
    }
    return value == 1;
  }

  int readInt() {
    long value = readLong();
    if ((int) value != value) {
      throw new DataException("a number takes more than 32 bits");
    }
    return (int) value;
  }

  long readLong() {
    int next = readByte();
    long bits = next & 0x7F;
    for (int shift = 7; next < 0; shift += 7) {
      next = readByte();
      if (shift == 63 && (next & ~1) != 0) {
        throw new DataException("a number takes more than 64 bits");
      }
      bits |= (next & 0x7FL) << shift;
    }
    return (bits >>> 1) ^ -(bits & 1);
  }

  float readFloat() {
    return Float.intBitsToFloat((int) readLittleEndian(Float.BYTES));
  }

  double readDouble() {
    return Double.longBitsToDouble(readLittleEndian(Double.BYTES));
  }

  private long readLittleEndian(int size) {
    int begin = skip(size);
    long bits = 0;
    for (int i = 0; i < size; i++) {
      bits |= (bytes[begin + i] & 0xFFL) << (8 * i);
    }
    return bits;
  }

  String readString() {
    int length = length();
    return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
  }

  /** A number of any length, the highest byte first. */
  BigInteger readNumber() {
    int length = length();
    if (length == 0) {
      throw new DataException("a number has no bytes");
    }
    int begin = skip(length);
    if (length > Long.BYTES) {
      return new BigInteger(bytes, begin, length);
    }
    long number = bytes[begin];
    for (int i = 1; i < length; i++) {
      number = (number << 8) | (bytes[begin + i] & 0xFF);
    }
    return BigInteger.valueOf(number);
  }

  byte[] readBytes() {
    return readRaw(length());
  }

  byte[] readRaw(int length) {
    int begin = skip(length);
    return Arrays.copyOfRange(bytes, begin, begin + length);
  }

  /** Bytes that are the whole message, which in Confluent's form have no length before them. */
  byte[] readRest() {
    return readRaw(remaining());
  }

  private int length() {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new DataException("a length exceeds the bytes that are left");
    }
    return (int) length;
  }

  private int skip(int length) {
    if (length > remaining()) {
      throw new DataException("the bytes end before the value does");
    }
    int begin = position;
    position += length;
    return begin;
  }

  /**
   * How many elements the next block of an array or map has; 0 ends it.
   *
   * @param emptyElements whether an element may take no bytes at all
   */
  int readBlock(boolean emptyElements) {
    long count = readLong();
    if (count < 0) {
      // A block that says how many bytes it takes, for those who skip it.
      length();
      count = -count;
    }
    if (emptyElements) {
      if (count < 0 || count > MOST_WITHOUT_BYTES - withoutBytes) {
        throw new DataException(
            "more than " + MOST_WITHOUT_BYTES + " elements that may take no bytes are claimed");
      }
      withoutBytes += (int) count;
    } else if (count < 0 || count > remaining()) {
      throw new DataException("more elements are claimed than bytes are left");
    }
    return (int) count;
  }
}
