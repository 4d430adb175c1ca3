package org.anabranch.capture;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** One database that is captured through a Debezium task; what the engine asks of its kind. */
public interface SourceDatabase extends AutoCloseable {

  /** Debezium's task, which the engine starts, polls and stops. */
  SourceTask debezium();

  /** What Debezium's task is started with: complete and safe. */
  Map<String, String> debeziumConfig();

  /** Whether Debezium reads its offset to start from it, not to confirm it to the database. */
  boolean starting();

  CapturedLog log();

  UnchangedColumns unchangedColumns();

  /**
   * Decides where to go on, and makes the database ready for it.
   *
   * @param stored where the capture came to; null where it never stored anything
   * @param again whether this task has started Debezium before and so left its traces
   * @throws org.apache.kafka.connect.errors.ConnectException where going on could lose or falsify
   *     changes; the message says how to mend it
   */
  Resume resume(@Nullable StoredOffset stored, boolean again);

  /**
   * Returns once every transaction of the batch is visible to others in the database: a log may
   * tell of a commit before that, and then nobody could find, lock or read the row it is about.
   */
  void awaitVisible(List<SourceRecord> batch) throws InterruptedException;

  /**
   * Which transactions were over at some moment since {@link #awaitVisible} was last called; null
   * where it did not ask, or where the kind of database knows no such thing.
   */
  default @Nullable DrawnHorizon horizon() {
    return null;
  }

  /**
   * The tables that are captured, as they were found by the last {@link #resume} or {@link #look}.
   * Asked on every poll.
   */
  Set<TableName> tables();

  /** Where Debezium sends a table's changes. */
  String topic(TableName table);

  /**
   * The fingerprint of how documents are taken for rows of a table, for sinks to compare with their
   * own; null where they are not. Asked for every change.
   */
  default @Nullable Long mapping(TableName table) {
    return null;
  }

  /**
   * Of these keys, the changes that are merged in this database but not shown by it: they could not
   * be applied, or may not be held here (docs/decisions/010). Called once per batch that has local
   * changes of rows, after {@link #awaitVisible}; nearly always nothing.
   *
   * @param keys of these changes; to be collected only if there is anything to look for
   */
  Map<ChangedKey, ChangeId> hiddenWinners(Supplier<Set<ChangedKey>> keys);

  /**
   * By table, the columns whose values arrive in this database removed, masked or encrypted, so
   * that a row may hold something else than the true value (docs/decisions/022). Called once per
   * batch that has local changes, after {@link #awaitVisible}: a row holds such a value only once
   * its column is listed. Nearly always nothing.
   */
  Map<TableName, Set<String>> altered();

  /**
   * Called with every batch before it goes to Kafka.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException where a topic cannot take it; never
   *     one that may be retried, since a batch is handed out once
   */
  void sending(List<SourceRecord> records);

  /**
   * Called on every poll, before Debezium's records are taken; cheap when there is nothing to do.
   */
  void look();

  @Override
  void close();
}
