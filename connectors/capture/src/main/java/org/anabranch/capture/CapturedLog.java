package org.anabranch.capture;

import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * How to read the records that Debezium makes of one kind of database. Records come in the order of
 * the log, transactions whole and in commit order.
 */
public interface CapturedLog {

  LogEvent read(SourceRecord record);

  /**
   * A token that is the same for all records that were made between the ends of two transactions,
   * and another one as soon as a transaction has ended.
   */
  Object completedBefore(SourceRecord record);

  /** Whether a snapshot of rows is still being read after the record. */
  boolean snapshotRunning(SourceRecord record);

  /** The position in the log up to which every transaction had ended when the record was made. */
  long completedAt(SourceRecord record);

  /**
   * Debezium's own offset from which it delivers everything after the last transaction that had
   * ended when the record was made, and nothing of that transaction.
   */
  Map<String, ?> restartAt(SourceRecord record);

  /** Debezium's own offset from which the snapshot that is being read is taken once more. */
  Map<String, ?> snapshotAgainAt(SourceRecord record);
}
