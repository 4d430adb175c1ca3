package org.anabranch.capture.mongodb;

import io.debezium.connector.AbstractSourceInfo;
import io.debezium.connector.mongodb.SourceInfo;
import io.debezium.data.Envelope;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.anabranch.capture.CapturedLog;
import org.anabranch.capture.LogEvent;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.DocumentKey;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.mapping.DocumentMapping;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads Debezium's MongoDB records. A collection is the table that it is mapped to, or one whose
 * schema is its database; positions are cluster times.
 */
final class MongoLog implements CapturedLog {

  private static final String SNAPSHOT = "snapshot";
  private static final String INCREMENTAL = "incremental";
  private static final String ID = "id";

  private final DocumentMapping mapping;
  private final BooleanSupplier withoutTransactions;
  private final TransactionEnds ends = new TransactionEnds();
  private final Set<TableName> seen = ConcurrentHashMap.newKeySet();
  private boolean inSnapshot;

  /**
   * A log.
   *
   * @param mapping which tables collections are
   * @param withoutTransactions whether the sinks beside the capture merge without transactions;
   *     asked where the answer matters
   */
  MongoLog(DocumentMapping mapping, BooleanSupplier withoutTransactions) {
    this.mapping = mapping;
    this.withoutTransactions = withoutTransactions;
  }

  /** The log is read anew: from behind a stored offset, or from wherever Debezium starts. */
  void startAt(@Nullable Map<String, ?> offset) {
    ends.startAt(offset == null ? null : Place.of(offset));
  }

  /** The tables of which the log has told since the capture started. */
  Set<TableName> seen() {
    return seen;
  }

  @Override
  public LogEvent read(SourceRecord record) {
    Place place = Place.of(record.sourceOffset());
    Struct source = source(record);
    boolean snapshotRow = source != null && inSnapshot(source);
    inSnapshot = Place.snapshotRunning(record.sourceOffset());
    if (snapshotRow || inSnapshot) {
      ends.startAt(place);
    } else {
      ends.read(place);
    }
    if (record.value() == null) {
      return new LogEvent.Tombstone();
    }
    if (source == null || ends.passedOver()) {
      return source == null ? new LogEvent.Other() : new LogEvent.Passed();
    }
    Struct value = (Struct) record.value();
    String code = value.getString(Envelope.FieldName.OPERATION);
    return row(value, source, Operation.of(code.charAt(0)), place, snapshotRow);
  }

  private static @Nullable Struct source(SourceRecord record) {
    Schema schema = record.valueSchema();
    return record.value() instanceof Struct value
            && Envelope.isEnvelopeSchema(schema)
            && schema.field(Envelope.FieldName.SOURCE) != null
            && value.getString(Envelope.FieldName.OPERATION) != null
        ? value.getStruct(Envelope.FieldName.SOURCE)
        : null;
  }

  private LogEvent row(
      Struct value, Struct source, Operation operation, Place place, boolean snapshot) {
    TableName collection =
        new TableName(
            source.getString(AbstractSourceInfo.DATABASE_NAME_KEY),
            source.getString(SourceInfo.COLLECTION));
    if (collection.equals(SinkState.WATERMARKS) && !snapshot) {
      return watermark(value, operation);
    }
    if (collection.equals(SinkState.MERGES) && !snapshot) {
      return DocumentMarking.removing(value);
    }
    if (collection.schema().equals(SinkState.DATABASE)) {
      return new LogEvent.Passed();
    }
    if (mapping.isNameOfAnother(collection)) {
      throw new ConnectException(CollectionChecks.namedAsTable(collection, mapping));
    }
    if (!snapshot) {
      checkImages(value, operation, collection);
    }
    TableName table = mapping.tableOf(collection);
    seen.add(table);
    return new LogEvent.Row(
        table,
        operation,
        snapshot,
        place.time(),
        source.getInt64(AbstractSourceInfo.TIMESTAMP_US_KEY),
        snapshot ? null : DocumentMarking.of(value));
  }

  /**
   * What a document was before tells the sink's writes from an application's where the sink has no
   * transactions; else it is not needed.
   */
  private void checkImages(Struct value, Operation operation, TableName collection) {
    if (operation == Operation.UPDATE && value.get(Envelope.FieldName.AFTER) == null) {
      throw new ConnectException(MissingImage.afterUpdate(collection));
    }
    boolean over = operation == Operation.UPDATE || operation == Operation.DELETE;
    if (over
        && value.get(Envelope.FieldName.BEFORE) == null
        && withoutTransactions.getAsBoolean()) {
      throw new ConnectException(MissingImage.before(collection, operation));
    }
  }

  /** Watermarks are inserted or replaced as a whole, so the event has them as they were then. */
  private static LogEvent watermark(Struct value, Operation operation) {
    if (operation == Operation.DELETE) {
      return new LogEvent.WatermarkRemoved();
    }
    String after = value.getString(Envelope.FieldName.AFTER);
    if (after == null) {
      throw new IllegalStateException(
          "A document of anabranch.watermark was changed in place. Let nobody but the sink write"
              + " to that collection");
    }
    BsonDocument document = BsonDocument.parse(after);
    return new LogEvent.Watermark(
        new Origin(document.getString(SinkState.ORIGIN).getValue()),
        SinkState.table(document),
        document.getNumber(SinkState.LANE).intValue(),
        new Stamp(document.getNumber(SinkState.STAMP).longValue()),
        false);
  }

  /** Whether a snapshot found what the record tells of. */
  static boolean ofSnapshot(SourceRecord record) {
    Struct source = source(record);
    return source != null && inSnapshot(source);
  }

  private static boolean inSnapshot(Struct source) {
    String snapshot = source.getString(AbstractSourceInfo.SNAPSHOT_KEY);
    return snapshot != null && !snapshot.equals("false") && !snapshot.equals(INCREMENTAL);
  }

  @Override
  public byte[] canonicalKey(SourceRecord record, TableName table) {
    try {
      BsonValue id = DocumentKey.parse(((Struct) record.key()).getString(ID));
      return CanonicalKey.of(mapping.key(table, id));
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          "Collection " + table + ": " + e.getMessage() + ". Exclude the collection", e);
    }
  }

  @Override
  public Object completedBefore(SourceRecord record) {
    return inSnapshot ? SNAPSHOT : ends.completed();
  }

  @Override
  public boolean snapshotRunning(SourceRecord record) {
    return inSnapshot;
  }

  @Override
  public long completedAt(SourceRecord record) {
    return inSnapshot ? 0 : ends.position();
  }

  @Override
  public Map<String, ?> restartAt(SourceRecord record) {
    return inSnapshot ? record.sourceOffset() : ends.restart();
  }

  @Override
  public Map<String, ?> snapshotAgainAt(SourceRecord record) {
    return ends.completed().snapshotAgain();
  }
}
