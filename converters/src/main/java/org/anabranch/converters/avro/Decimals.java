package org.anabranch.converters.avro;

import java.util.Arrays;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;

/** Where a decimal's point is, as Connect and as Avro say it. */
final class Decimals {

  private Decimals() {}

  static int scale(Schema connect) {
    String scale =
        connect.parameters() == null ? null : connect.parameters().get(Decimal.SCALE_FIELD);
    try {
      return Integer.parseInt(String.valueOf(scale));
    } catch (NumberFormatException e) {
      throw new Misfit("a decimal's schema has no number as its parameter " + Decimal.SCALE_FIELD);
    }
  }

  static int scale(org.apache.avro.Schema avro, int otherwise) {
    if (!"decimal".equals(Properties.text(avro, Properties.LOGICAL_TYPE))) {
      return otherwise;
    }
    Integer scale = Properties.number(avro, Decimal.SCALE_FIELD);
    return scale == null ? 0 : scale;
  }

  /** The same number in more bytes. */
  static byte[] padded(byte[] number, int size) {
    if (number.length > size) {
      throw new Misfit("a decimal takes more than the " + size + " bytes that the schema has");
    }
    byte[] padded = new byte[size];
    if (number[0] < 0) {
      Arrays.fill(padded, (byte) 0xFF);
    }
    System.arraycopy(number, 0, padded, size - number.length, number.length);
    return padded;
  }
}
