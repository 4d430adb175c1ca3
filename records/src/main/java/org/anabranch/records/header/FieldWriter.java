package org.anabranch.records.header;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes fields as tag, length and bytes; numbers are unsigned LEB128. */
final class FieldWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  void octet(int value) {
    out.write(value);
  }

  void number(int tag, long value) {
    int length = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      length++;
    }
    varint(tag);
    varint(length);
    varint(value);
  }

  void fixed(int tag, long value) {
    bytes(tag, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  void text(int tag, String value) {
    bytes(tag, value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int tag, byte[] value) {
    varint(tag);
    varint(value.length);
    out.writeBytes(value);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
