package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.model.change.TableName;

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

  private WatermarkTable() {}

  static boolean exists(Connection connection) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery("SELECT to_regclass('anabranch.watermark') IS NOT NULL")) {
      return row.next() && row.getBoolean(1);
    }
  }
}
