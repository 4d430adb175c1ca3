package org.anabranch.capture;

import java.util.Map;
import org.anabranch.model.change.TableName;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * How to read the records that Debezium makes of one kind of database. Records come in the order of
 * the log, transactions whole and in commit order. Each is read once, and everything else is asked
 * of the record that was read last: where a record does not say by itself which transactions had
 * ended before it, the records before it do.
 */
public interface CapturedLog {

  LogEvent read(SourceRecord record);

  /**
   * The canonical key of the row or document that a record tells of.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException where it cannot be told apart from
   *     others in other regions; the message says how to mend it
   */
  byte[] canonicalKey(SourceRecord record, TableName table);

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
