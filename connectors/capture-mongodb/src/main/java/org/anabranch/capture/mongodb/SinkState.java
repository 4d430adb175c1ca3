package org.anabranch.capture.mongodb;

import org.anabranch.model.change.TableName;
import org.bson.BsonDocument;

/**
 * The database of the sink beside the capture, as captures know it. The sink owns and creates it;
 * the documents of {@link #WATERMARK} mark the sink's transactions in the log; where there are
 * none, its marks lie in the documents themselves, and {@link #MERGED} says which it deletes.
 */
final class SinkState {

  static final String DATABASE = "anabranch";
  static final String WATERMARK = "watermark";
  static final String VERSION = "version";
  static final String ALTERED = "altered";
  static final String SETTING = "setting";

  /** What is merged where the sink has no transactions, instead of {@link #VERSION}. */
  static final String MERGED = "merged";

  static final TableName WATERMARKS = new TableName(DATABASE, WATERMARK);
  static final TableName MERGES = new TableName(DATABASE, MERGED);

  static final String REMOVED = "removed";
  static final String SINCE = "since";

  static final String ORIGIN = "origin";
  static final String LANE = "lane";
  static final String STAMP = "stamp";

  private static final String TABLE_SCHEMA = "table_schema";
  private static final String TABLE_NAME = "table_name";

  private SinkState() {}

  /** The collection or table that a document of the sink is about. */
  static TableName table(BsonDocument document) {
    return new TableName(
        document.getString(TABLE_SCHEMA).getValue(), document.getString(TABLE_NAME).getValue());
  }
}
