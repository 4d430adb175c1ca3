package org.anabranch.store.postgres.value;

import org.anabranch.store.postgres.catalog.PostgresType;
import org.apache.kafka.connect.data.Schema;

/**
 * Debezium's bit strings: bytes from the lowest to the highest, and the column's length. Leading
 * zeros are gone in them, so only a length that cannot vary brings them back.
 */
final class BitText {

  private BitText() {}

  static String of(byte[] littleEndian, Schema schema, PostgresType type) {
    int significant = 0;
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < littleEndian.length * Byte.SIZE; i++) {
      boolean set = (littleEndian[i / Byte.SIZE] >> (i % Byte.SIZE) & 1) != 0;
      bits.append(set ? '1' : '0');
      significant = set ? i + 1 : significant;
    }
    int length = Integer.parseInt(schema.parameters().get("length"));
    if (significant > length) {
      throw new IllegalArgumentException();
    }
    if (type.is("varbit") && significant < length) {
      throw new UnfitValueException(
          "of a bit varying Debezium loses the leading zeros. Use bit(n), or capture the column as"
              + " text");
    }
    bits.setLength(Math.min(bits.length(), length));
    return "0".repeat(length - bits.length()) + bits.reverse();
  }
}
