package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.capture.Applied;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;

/**
 * What the watermark table says of the time before this start.
 *
 * @param any whether a sink has ever written to this database
 * @param highest the largest stamp in it
 * @param applied what other origins' streams had been applied
 */
record KnownWatermarks(boolean any, Stamp highest, Applied applied) {

  private static final String READ =
      "SELECT origin, table_schema, table_name, lane, stamp FROM anabranch.watermark";

  /** Reads the table, which need not exist. */
  static KnownWatermarks read(Connection connection, Origin own) throws SQLException {
    KnownWatermarks known = new KnownWatermarks(false, Stamp.ZERO, Applied.NONE);
    if (!WatermarkTable.exists(connection)) {
      return known;
    }
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(READ)) {
      while (row.next()) {
        TableName table = new TableName(row.getString(2), row.getString(3));
        Origin origin = new Origin(row.getString(1));
        known = known.with(own, origin, table, row.getInt(4), new Stamp(row.getLong(5)));
      }
    }
    return known;
  }

  private KnownWatermarks with(Origin own, Origin origin, TableName table, int lane, Stamp stamp) {
    return new KnownWatermarks(
        true,
        Stamp.max(highest, stamp),
        origin.equals(own) ? applied : applied.with(origin, table, lane, stamp));
  }
}
