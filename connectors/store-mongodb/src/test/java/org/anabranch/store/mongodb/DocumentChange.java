package org.anabranch.store.mongodb;

import java.util.TreeMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.document.DocumentKey;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.store.NoteChange;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * A change of a document as a record of Kafka, in the envelope of Debezium's connector for MongoDB:
 * images in strict Extended JSON, the key in relaxed.
 */
final class DocumentChange {

  static final TableName TABLE = new TableName("shop", "chats");

  private static final Schema KEY =
      SchemaBuilder.struct().name("chats.Key").field("id", Schema.STRING_SCHEMA).build();
  private static final Schema JSON =
      SchemaBuilder.string().name("io.debezium.data.Json").version(1).optional().build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("chats.Envelope")
          .field("before", JSON)
          .field("after", JSON)
          .field("op", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final JsonWriterSettings STRICT =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();
  private static final JsonWriterSettings RELAXED =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  private final Origin origin;
  private final Stamp stamp;
  private final TreeMap<Origin, Stamp> context = new TreeMap<>();
  private final BsonValue id;
  private final @Nullable BsonDocument after;
  private Operation operation;
  private @Nullable BsonDocument before;
  private long position;

  private DocumentChange(Origin origin, long stamp, BsonValue id, @Nullable BsonDocument after) {
    this.origin = origin;
    this.stamp = new Stamp(stamp);
    this.id = id;
    this.after = after;
    this.operation = after == null ? Operation.DELETE : Operation.UPDATE;
  }

  static DocumentChange writes(Origin origin, long stamp, BsonDocument after) {
    return new DocumentChange(origin, stamp, DocumentId.in(after), after);
  }

  static DocumentChange deletes(Origin origin, long stamp, BsonValue id) {
    return new DocumentChange(origin, stamp, id, null);
  }

  /** What the document was before. */
  DocumentChange over(BsonDocument image) {
    before = image;
    return this;
  }

  /** There was no document. */
  DocumentChange inserting() {
    operation = Operation.CREATE;
    return this;
  }

  DocumentChange saw(Origin other, long upTo) {
    context.put(other, new Stamp(upTo));
    return this;
  }

  /** Where it lies in its origin's own log. */
  DocumentChange at(long logPosition) {
    position = logPosition;
    return this;
  }

  Origin origin() {
    return origin;
  }

  long stamp() {
    return stamp.bits();
  }

  SinkRecord record(long offset) {
    byte[] canonical = DocumentKey.of(id);
    Lane lane = CanonicalKey.lane(canonical, NoteChange.LANES);
    context.put(origin, stamp);
    Change change =
        new Change(
            ChangeKind.CHANGE,
            new ChangeId(origin, stamp),
            stamp,
            NoteChange.MEMBERS.fingerprint(),
            TABLE,
            operation,
            KeyHasher.withSecret(null).hash(canonical),
            lane,
            VersionVector.of(context),
            null,
            position,
            0,
            ColumnMarks.NONE);
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(ChangeHeader.NAME, ChangeHeader.encode(change));
    Struct value =
        new Struct(ENVELOPE)
            .put("before", before == null ? null : before.toJson(STRICT))
            .put("after", after == null ? null : after.toJson(STRICT))
            .put("op", String.valueOf(operation.code()));
    return new SinkRecord(
        origin + "." + TABLE,
        lane.number(),
        KEY,
        new Struct(KEY).put("id", relaxed(id)),
        ENVELOPE,
        value,
        offset,
        null,
        TimestampType.NO_TIMESTAMP_TYPE,
        headers);
  }

  private static String relaxed(BsonValue id) {
    String json = new BsonDocument("v", id).toJson(RELAXED);
    return json.substring(json.indexOf(':') + 1, json.length() - 1).strip();
  }
}
