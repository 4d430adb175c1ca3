package org.anabranch.transforms.cipher;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks over decrypted bytes. A length is held against what is left before anything is made of its
 * size; damage throws {@link Plaintext#unreadable}.
 */
final class ByteReader {

  private final byte[] bytes;
  private int at;

  ByteReader(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  /** How far it has read. */
  int at() {
    return at;
  }

  boolean isAtEnd() {
    return at == bytes.length;
  }

  int octet() {
    return next(1).get() & 0xff;
  }

  /** Bytes to read numbers from. */
  ByteBuffer next(int length) {
    if (length > bytes.length - at) {
      throw Plaintext.unreadable();
    }
    ByteBuffer next = ByteBuffer.wrap(bytes, at, length);
    at += length;
    return next;
  }

  /** A length, or a number of things that each have a byte at least. */
  int length() {
    long length = varint();
    if (length > bytes.length - at) {
      throw Plaintext.unreadable();
    }
    return (int) length;
  }

  /** A signed number, whose sign is its lowest bit. */
  int zigzag() {
    int value = (int) varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** As many bytes as the length before them says. */
  byte[] block() {
    byte[] block = new byte[length()];
    next(block.length).get(block);
    return block;
  }

  String text() {
    int length = length();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  /** Of 32 bits. */
  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        break;
      }
    }
    if (value >>> Integer.SIZE != 0 || bytes[at - 1] < 0) {
      throw Plaintext.unreadable();
    }
    return value;
  }
}
