package org.anabranch.store.mongodb.statement;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.column.RowColumnsBytes;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** How a version row lies in a document. A field that is not there is null. */
final class VersionDocuments {

  static final String MERGED_AT = "merged_at";

  private VersionDocuments() {}

  /** The key of a document that is about a row's key. */
  static BsonDocument id(VersionKey key) {
    return inLane(key.tableLane()).append("key_hash", new BsonBinary(key.hash().bytes()));
  }

  /** The condition that a document is about a lane; also what floors are known by. */
  static BsonDocument inLane(TableLane lane) {
    return WatermarkStatements.table(lane.table()).append("lane", new BsonInt32(lane.lane()));
  }

  /** A document that names its row by its key and in fields. */
  static BsonDocument named(VersionKey key) {
    BsonDocument named = new BsonDocument("_id", id(key));
    named.putAll(id(key));
    return named;
  }

  /** The lanes of which a collection of the sink's has documents that meet a condition. */
  static Set<TableLane> lanes(SessionScope scope, String collection, BsonDocument wanted) {
    BsonDocument lane =
        new BsonDocument("table_schema", new BsonString("$table_schema"))
            .append("table_name", new BsonString("$table_name"))
            .append("lane", new BsonString("$lane"));
    Set<TableLane> lanes = new HashSet<>();
    for (BsonDocument found :
        scope
            .own(collection)
            .aggregate(
                scope.session(),
                List.of(
                    new BsonDocument("$match", wanted),
                    new BsonDocument("$group", new BsonDocument("_id", lane))))) {
      BsonDocument id = found.getDocument("_id");
      lanes.add(new TableLane(WatermarkStatements.tableOf(id), id.getInt32("lane").getValue()));
    }
    return lanes;
  }

  static VersionKey key(BsonDocument document) {
    return new VersionKey(
        WatermarkStatements.tableOf(document),
        document.getInt32("lane").getValue(),
        KeyHash.of(document.getBinary("key_hash").getData()));
  }

  static BsonDocument of(VersionRow row) {
    KeyVersion version = row.version();
    BsonDocument document =
        named(row.key())
            .append("vector", new BsonBinary(VectorBytes.write(version.vector())))
            .append("newest", new BsonInt64(row.newest().bits()))
            .append("deleted", BsonBoolean.valueOf(version.deleted()))
            .append("hidden", BsonBoolean.valueOf(row.hidden()));
    ChangeId winner = version.winner();
    if (winner != null) {
      document
          .append("winner_origin", new BsonString(winner.origin().name()))
          .append("winner_stamp", new BsonInt64(winner.stamp().bits()))
          .append("winner_sequence", new BsonInt64(version.sequence().bits()));
    }
    SinkWrite written = row.written();
    if (written != null) {
      document
          .append("written_at", new BsonInt64(written.position()))
          .append("written_by", new BsonInt64(written.writer()))
          .append("written_deleted", BsonBoolean.valueOf(written.deleted()))
          .append("written_kept", new BsonInt64(written.kept()));
    }
    byte[] columns = RowColumnsBytes.write(row.columns());
    if (columns != null) {
      document.append("columns", new BsonBinary(columns));
    }
    Stamp kept = row.kept();
    if (kept != null) {
      document.append("kept_stamp", new BsonInt64(kept.bits()));
    }
    return document;
  }

  static VersionRow read(BsonDocument document) {
    VersionKey key = key(document);
    return new VersionRow(
        key,
        version(document),
        document.getBoolean("hidden").getValue(),
        written(document),
        columns(document, key),
        document.containsKey("kept_stamp") ? stamp(document, "kept_stamp") : null);
  }

  private static KeyVersion version(BsonDocument document) {
    boolean won = document.containsKey("winner_origin");
    return new KeyVersion(
        VectorBytes.read(document.getBinary("vector").getData()),
        won ? winner(document) : null,
        won ? stamp(document, "winner_sequence") : Stamp.ZERO,
        document.getBoolean("deleted").getValue());
  }

  static ChangeId winner(BsonDocument document) {
    return new ChangeId(
        new Origin(document.getString("winner_origin").getValue()),
        stamp(document, "winner_stamp"));
  }

  static Stamp stamp(BsonDocument document, String field) {
    return new Stamp(document.getInt64(field).getValue());
  }

  private static @Nullable SinkWrite written(BsonDocument document) {
    return document.containsKey("written_at")
        ? new SinkWrite(
            document.getInt64("written_at").getValue(),
            document.getInt64("written_by").getValue(),
            document.getBoolean("written_deleted").getValue(),
            document.getInt64("written_kept").getValue())
        : null;
  }

  private static RowColumns columns(BsonDocument document, VersionKey key) {
    BsonBinary columns = document.containsKey("columns") ? document.getBinary("columns") : null;
    try {
      return RowColumnsBytes.read(columns == null ? null : columns.getData());
    } catch (IllegalArgumentException e) {
      throw new StoreException.Misconfigured(
          "anabranch.version, a document of %s, lane %d: %s"
              .formatted(key.table(), key.lane(), e.getMessage()),
          null);
    }
  }
}
