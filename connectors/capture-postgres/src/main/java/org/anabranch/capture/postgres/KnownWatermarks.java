package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.model.version.Stamp;

/**
 * What the watermark table says of the time before this start.
 *
 * @param any whether a sink has ever written to this database
 * @param highest the largest stamp in it
 */
record KnownWatermarks(boolean any, Stamp highest) {

  /** Reads the table, which need not exist. */
  static KnownWatermarks read(Connection connection) throws SQLException {
    try (Statement query = connection.createStatement()) {
      if (!WatermarkTable.exists(connection)) {
        return new KnownWatermarks(false, Stamp.ZERO);
      }
      try (ResultSet row =
          query.executeQuery("SELECT count(*), coalesce(max(stamp), 0) FROM anabranch.watermark")) {
        row.next();
        return new KnownWatermarks(row.getLong(1) > 0, new Stamp(row.getLong(2)));
      }
    }
  }
}
