package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.capture.KnownWatermarks;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;

/**
 * The sink's watermark table as captures know it. The sink owns and creates it; its rows mark the
 * sink's transactions in the log.
 */
final class WatermarkTable {

  static final TableName NAME = new TableName("anabranch", "watermark");
  static final String ORIGIN = "origin";
  static final String TABLE_SCHEMA = "table_schema";
  static final String TABLE_NAME = "table_name";
  static final String LANE = "lane";
  static final String STAMP = "stamp";

  private static final String READ =
      "SELECT origin, table_schema, table_name, lane, stamp FROM anabranch.watermark";

  private WatermarkTable() {}

  /** Reads the table, which need not exist. */
  static KnownWatermarks read(Connection connection, Origin own) throws SQLException {
    KnownWatermarks known = KnownWatermarks.NONE;
    if (!exists(connection)) {
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

  static boolean exists(Connection connection) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery("SELECT to_regclass('anabranch.watermark') IS NOT NULL")) {
      return row.next() && row.getBoolean(1);
    }
  }
}
