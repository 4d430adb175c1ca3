package org.anabranch.store.postgres.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.anabranch.store.postgres.catalog.PostgresType;
import org.apache.kafka.connect.data.Struct;

/** Points, and the geometries of PostGIS. */
final class GeometryText {

  private static final int SRID_FLAG = 0x20000000;
  private static final int HEADER_BYTES = 5;

  private GeometryText() {}

  static String point(Struct point, PostgresType type) {
    return type.is("point")
        ? "(" + point.getFloat64("x") + "," + point.getFloat64("y") + ")"
        : ewkb(point);
  }

  /** Well-known binary with the reference system in it, in hexadecimal, as PostGIS reads it. */
  static String ewkb(Struct geometry) {
    byte[] wkb = PostgresText.bytesOf(geometry.get("wkb"));
    Integer srid = geometry.getInt32("srid");
    if (srid == null) {
      return HexFormat.of().formatHex(wkb);
    }
    ByteOrder order = wkb[0] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int kind = ByteBuffer.wrap(wkb).order(order).getInt(1);
    boolean hasSrid = (kind & SRID_FLAG) != 0;
    int rest = HEADER_BYTES + (hasSrid ? Integer.BYTES : 0);
    ByteBuffer ewkb =
        ByteBuffer.allocate(HEADER_BYTES + Integer.BYTES + wkb.length - rest).order(order);
    ewkb.put(wkb[0]).putInt(kind | SRID_FLAG).putInt(srid).put(wkb, rest, wkb.length - rest);
    return HexFormat.of().formatHex(ewkb.array());
  }
}
