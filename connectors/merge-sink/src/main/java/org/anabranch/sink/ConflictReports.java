package org.anabranch.sink;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.sink.plan.ConflictPolicy;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Version;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells Connect's reporter of conflicts in tables whose policy is {@link
 * ConflictPolicy#QUARANTINE}: the record by which a conflict was found, as it came, with both
 * versions in headers of their own. A conflict that is found again after a crash is told of again.
 *
 * <p>{@code anabranch.conflict.winner} and {@code anabranch.conflict.loser} name the changes as
 * {@code origin@milliseconds.counter}; with {@code .row} they hold the rows as JSON, where there is
 * one and it is known.
 */
final class ConflictReports {

  private static final String WINNER = "anabranch.conflict.winner";
  private static final String LOSER = "anabranch.conflict.loser";
  private static final String ROW = ".row";

  private final MergeStrategies strategies;
  private final @Nullable ErrantRecordReporter reporter;

  /**
   * @throws ConnectException where a table's policy asks for a reporter and there is none
   */
  ConflictReports(MergeStrategies strategies, @Nullable ErrantRecordReporter reporter) {
    this.strategies = strategies;
    this.reporter = reporter;
    if (reporter == null && strategies.quarantine()) {
      throw new ConnectException(
          MergeSinkOptions.CONFLICT_POLICY
              + " is quarantine, and Connect has no dead letter queue for this connector. Set"
              + " errors.deadletterqueue.topic.name and errors.tolerance=all");
    }
  }

  /**
   * Tells of a merge's conflicts and waits until they are stored; before the transaction commits,
   * as {@link Rejection#report} does.
   */
  void report(Delivery delivery, List<Conflict> conflicts, StoreSession session) {
    if (reporter == null) {
      return;
    }
    Rejection.Stored stored = new Rejection.Stored(new ArrayList<>());
    for (Conflict conflict : conflicts) {
      Version winner = conflict.winner();
      boolean quarantined =
          strategies.of(conflict.arrival().change().table()).conflicts()
              == ConflictPolicy.QUARANTINE;
      if (winner != null && quarantined) {
        SinkRecord record = delivery.record(conflict.arrival().place());
        stored.add(
            reporter.report(
                withBoth(record, winner, conflict.loser(), session),
                new DataException(
                    "Two versions of the row had not seen each other, at "
                        + conflict.arrival().place()
                        + "; each region shows its own until a person has settled it"
                        + " (docs/operations/conflicts.md)")));
      }
    }
    stored.await();
  }

  /** A record of its own, so that Connect does not send the one that it got from Kafka. */
  private static SinkRecord withBoth(
      SinkRecord record, Version winner, Version loser, StoreSession session) {
    Headers headers = record.headers().duplicate();
    add(headers, WINNER, winner, session);
    add(headers, LOSER, loser, session);
    return new SinkRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        record.value(),
        record.kafkaOffset(),
        record.timestamp(),
        record.timestampType(),
        headers);
  }

  private static void add(Headers headers, String name, Version version, StoreSession session) {
    headers.addString(name, version.id().toString());
    String row =
        version instanceof Version.Brought brought
            ? brought.arrival().row() == null ? null : session.told(brought.arrival().row())
            : ((Version.Found) version).content();
    if (row != null) {
      headers.addString(name + ROW, row);
    }
  }
}
