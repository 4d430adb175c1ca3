package org.anabranch.capture.postgres;

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
}
