package org.anabranch.store.mongodb.statement;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * Reads watermarks and moves them by compare-and-set (rule M5). A watermark is always written as a
 * whole, so that the change event of it says what it was then.
 */
public final class WatermarkStatements {

  private final SessionScope scope;

  public WatermarkStatements(SessionScope scope) {
    this.scope = scope;
  }

  /** Those of the streams that were ever merged. */
  public Map<WatermarkKey, Watermark> read(Collection<WatermarkKey> streams) {
    return watermarks(
        scope.findAll(
            scope.own(SinkCollections.WATERMARK),
            streams.stream().map(WatermarkStatements::id).toList()));
  }

  /** Those of all streams of a table. */
  public Map<WatermarkKey, Watermark> of(TableName table) {
    return watermarks(scope.find(scope.own(SinkCollections.WATERMARK), table(table)));
  }

  /** Asks the server for next to nothing, so that it tells its time. */
  public void touch() {
    scope.own(SinkCollections.WATERMARK).find(scope.session()).limit(1).first();
  }

  private static Map<WatermarkKey, Watermark> watermarks(List<BsonDocument> documents) {
    Map<WatermarkKey, Watermark> found = new HashMap<>();
    for (BsonDocument document : documents) {
      found.put(stream(document), watermark(document));
    }
    return found;
  }

  /** Whether every watermark stood where it was said to, and moved. */
  public boolean advance(List<WatermarkMove> moves) {
    BsonDateTime now = new BsonDateTime(System.currentTimeMillis());
    List<WriteModel<BsonDocument>> writes = new ArrayList<>();
    for (WatermarkMove move : moves) {
      BsonDocument to = document(move.stream(), move.to()).append("updated_at", now);
      writes.add(
          move.from().equals(Watermark.NONE)
              ? new InsertOneModel<>(to)
              : new ReplaceOneModel<>(standing(move), to));
    }
    try {
      var written = scope.write(scope.own(SinkCollections.WATERMARK), writes);
      return written.getInsertedCount() + written.getMatchedCount() == moves.size();
    } catch (MongoBulkWriteException e) {
      if (MongoFailures.code(e) == MongoFailures.DUPLICATE_KEY) {
        return false;
      }
      throw e;
    }
  }

  /** All is compared, not the stamp alone: marks repeat a stamp with more context. */
  private static BsonDocument standing(WatermarkMove move) {
    BsonDocument condition = document(move.stream(), move.from());
    condition.remove("origin");
    condition.remove("table_schema");
    condition.remove("table_name");
    condition.remove("lane");
    return condition;
  }

  private static BsonDocument id(WatermarkKey stream) {
    return new BsonDocument("origin", new BsonString(stream.origin().name()))
        .append("table", new BsonString(stream.table().toString()))
        .append("lane", new BsonInt32(stream.lane()));
  }

  private static BsonDocument document(WatermarkKey stream, Watermark watermark) {
    return new BsonDocument("_id", id(stream))
        .append("origin", new BsonString(stream.origin().name()))
        .append("table_schema", new BsonString(stream.table().schema()))
        .append("table_name", new BsonString(stream.table().table()))
        .append("lane", new BsonInt32(stream.lane()))
        .append("stamp", new BsonInt64(watermark.sequence().bits()))
        .append("context", new BsonBinary(VectorBytes.write(watermark.context())))
        .append("log_position", new BsonInt64(watermark.position()))
        .append("snapshot_since", new BsonInt64(watermark.snapshot().since().bits()))
        .append("snapshot_from", new BsonInt64(watermark.snapshot().from().bits()))
        .append("members", new BsonInt64(watermark.members()));
  }

  private static WatermarkKey stream(BsonDocument document) {
    return new WatermarkKey(
        new Origin(document.getString("origin").getValue()),
        tableOf(document),
        document.getInt32("lane").getValue());
  }

  private static Watermark watermark(BsonDocument document) {
    return new Watermark(
        stamp(document, "stamp"),
        VectorBytes.read(document.getBinary("context").getData()),
        document.getInt64("log_position").getValue(),
        new SnapshotProgress(stamp(document, "snapshot_since"), stamp(document, "snapshot_from")),
        document.getInt64("members").getValue());
  }

  private static Stamp stamp(BsonDocument document, String field) {
    return new Stamp(document.getInt64(field).getValue());
  }

  /** The condition that a document is about a table. */
  static BsonDocument table(TableName table) {
    return new BsonDocument("table_schema", new BsonString(table.schema()))
        .append("table_name", new BsonString(table.table()));
  }

  /** The table that one of the sink's own documents is about. */
  static TableName tableOf(BsonDocument document) {
    return new TableName(
        document.getString("table_schema").getValue(), document.getString("table_name").getValue());
  }
}
