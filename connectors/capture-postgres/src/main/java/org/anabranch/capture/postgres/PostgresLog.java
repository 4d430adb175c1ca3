package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.SourceInfo;
import io.debezium.data.Envelope;
import java.util.Map;
import java.util.Set;
import org.anabranch.capture.CapturedLog;
import org.anabranch.capture.ColumnKey;
import org.anabranch.capture.LogEvent;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads Debezium's Postgres records.
 *
 * <p>The end of a transaction shows in Debezium's own offsets: {@code lsn_commit} is the end of the
 * last commit record that it met, so it changes exactly between two transactions (and at messages
 * outside of any). The server sends whole transactions whose commit lies at or after the position
 * where streaming starts, so an offset that says nothing but this position repeats nothing of the
 * transactions before and loses nothing of those after. It must not contain {@code lsn_proc}, by
 * which Debezium would search for a place within a transaction and skip up to it.
 */
final class PostgresLog implements CapturedLog {

  static final String LSN = SourceInfo.LSN_KEY;
  static final String LSN_COMMIT = PostgresOffsetContext.LAST_COMMIT_LSN_KEY;
  private static final String SNAPSHOT = "snapshot";
  private static final String SNAPSHOT_LAST = SourceInfo.LAST_SNAPSHOT_RECORD_KEY;
  private static final String SNAPSHOT_COMPLETED = PostgresOffsetContext.SNAPSHOT_COMPLETED_KEY;
  private static final Object NOTHING_YET = "nothing completed yet";
  private static final String INCREMENTAL = "incremental";

  private final FoundField operation = new FoundField(Envelope.FieldName.OPERATION);
  private final FoundField source = new FoundField(Envelope.FieldName.SOURCE);
  private final FoundField schemaName = new FoundField(SourceInfo.SCHEMA_NAME_KEY);
  private final FoundField tableName = new FoundField(SourceInfo.TABLE_NAME_KEY);
  private final FoundField position = new FoundField(SourceInfo.LSN_KEY);
  private final FoundField committedAt = new FoundField(SourceInfo.TIMESTAMP_US_KEY);
  private final FoundField snapshotPhase = new FoundField(SourceInfo.SNAPSHOT_KEY);

  private Set<TableName> partitions = Set.of();
  private TableName lastTable = WatermarkTable.NAME;

  /** Tables whose rows a snapshot reads through the table that they are part of as well. */
  void partitions(Set<TableName> tables) {
    partitions = Set.copyOf(tables);
  }

  @Override
  public LogEvent read(SourceRecord record) {
    if (record.value() == null) {
      return new LogEvent.Tombstone();
    }
    if (!(record.value() instanceof Struct value) || !Envelope.isEnvelopeSchema(value.schema())) {
      return new LogEvent.Other();
    }
    Struct block = source.struct(value);
    String code = operation.text(value);
    if (block == null || code == null || code.equals(Envelope.Operation.MESSAGE.code())) {
      return new LogEvent.Other();
    }
    return row(value, block, Operation.of(code.charAt(0)));
  }

  private LogEvent row(Struct value, Struct block, Operation done) {
    TableName table = table(block);
    boolean snapshot = inSnapshot(snapshotPhase.text(block));
    if (table.equals(WatermarkTable.NAME)) {
      return watermark(value, done, snapshot);
    }
    boolean sinkOwn = table.schema().equals(WatermarkTable.NAME.schema());
    if (sinkOwn || (snapshot && partitions.contains(table))) {
      return new LogEvent.Passed();
    }
    return new LogEvent.Row(
        table, done, snapshot, position.requiredNumber(block), committedAt.requiredNumber(block));
  }

  /** The same object as long as the records are of one table. */
  private TableName table(Struct block) {
    String schema = schemaName.requiredText(block);
    String table = tableName.requiredText(block);
    if (!table.equals(lastTable.table()) || !schema.equals(lastTable.schema())) {
      lastTable = new TableName(schema, table);
    }
    return lastTable;
  }

  private static LogEvent watermark(Struct value, Operation operation, boolean snapshot) {
    if (operation == Operation.DELETE || operation == Operation.TRUNCATE) {
      return new LogEvent.WatermarkRemoved();
    }
    Struct after = value.getStruct(Envelope.FieldName.AFTER);
    return new LogEvent.Watermark(
        new Origin(after.getString(WatermarkTable.ORIGIN)),
        new TableName(
            after.getString(WatermarkTable.TABLE_SCHEMA),
            after.getString(WatermarkTable.TABLE_NAME)),
        after.getInt32(WatermarkTable.LANE),
        new Stamp(after.getInt64(WatermarkTable.STAMP)),
        snapshot);
  }

  /**
   * Whether a row was found by a snapshot.
   *
   * @param snapshot what Debezium's source block says of that
   */
  static boolean inSnapshot(@Nullable String snapshot) {
    return snapshot != null && !snapshot.equals("false") && !snapshot.equals(INCREMENTAL);
  }

  @Override
  public byte[] canonicalKey(SourceRecord record, TableName table) {
    return ColumnKey.of(record, table);
  }

  @Override
  public Object completedBefore(SourceRecord record) {
    Map<String, ?> offset = record.sourceOffset();
    if (offset.containsKey(SNAPSHOT)) {
      return snapshotRunning(offset) ? SNAPSHOT : SNAPSHOT_COMPLETED;
    }
    Object commit = offset.get(LSN_COMMIT);
    return commit == null ? NOTHING_YET : commit;
  }

  @Override
  public boolean snapshotRunning(SourceRecord record) {
    return snapshotRunning(record.sourceOffset());
  }

  @Override
  public long completedAt(SourceRecord record) {
    Map<String, ?> offset = record.sourceOffset();
    return offset.get(LSN_COMMIT) instanceof Number commit ? commit.longValue() : 0;
  }

  @Override
  public Map<String, ?> restartAt(SourceRecord record) {
    Map<String, ?> offset = record.sourceOffset();
    return snapshotRunning(offset) ? offset : streaming(offset);
  }

  @Override
  public Map<String, ?> snapshotAgainAt(SourceRecord record) {
    return Map.of(
        LSN,
        lsn(record.sourceOffset()),
        SNAPSHOT,
        "INITIAL",
        SNAPSHOT_LAST,
        false,
        SNAPSHOT_COMPLETED,
        false);
  }

  /** Whether a restart from this offset has to take the snapshot again. */
  static boolean snapshotRunning(Map<String, ?> offset) {
    return offset.containsKey(SNAPSHOT)
        && !Boolean.TRUE.equals(offset.get(SNAPSHOT_LAST))
        && !Boolean.TRUE.equals(offset.get(SNAPSHOT_COMPLETED));
  }

  /**
   * Before the first commit was met, Debezium's position lies where the snapshot was taken or
   * within the first transaction, and so before its commit.
   */
  private static Map<String, ?> streaming(Map<String, ?> offset) {
    Object commit = offset.get(LSN_COMMIT);
    if (commit == null) {
      return Map.of(LSN, lsn(offset));
    }
    return Map.of(LSN, commit, LSN_COMMIT, commit);
  }

  static long lsn(Map<String, ?> offset) {
    if (offset.get(LSN) instanceof Number lsn) {
      return lsn.longValue();
    }
    throw new IllegalStateException("Debezium's offset has no '" + LSN + "'");
  }
}
