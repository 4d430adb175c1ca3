package org.anabranch.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.anabranch.records.error.ErrorPolicy;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.Refusal;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record that cannot be merged. Where Connect has a reporter (a dead letter queue
 * or an error log), the record goes there and into the conflict table, and Connect's {@code
 * errors.tolerance} decides whether the task goes on; otherwise {@code on.error} decides.
 */
final class Rejection {

  private final ErrorPolicy onError;
  private final @Nullable ErrantRecordReporter reporter;

  Rejection(ErrorPolicy onError, @Nullable ErrantRecordReporter reporter) {
    this.onError = onError;
    this.reporter = reporter;
  }

  /**
   * The arrival as one that passes without touching its row.
   *
   * @throws DataException where the task is to fail instead
   */
  Arrival refuse(Arrival arrival, String why) {
    failUnlessQuarantined(arrival.place(), why);
    return arrival.refused(why);
  }

  /**
   * The refusal of a record that is no change of a member.
   *
   * @throws DataException where the task is to fail instead
   */
  Refusal refuse(RecordPlace place, String why) {
    failUnlessQuarantined(place, why);
    return new Refusal(place, why);
  }

  private void failUnlessQuarantined(RecordPlace place, String why) {
    if (onError == ErrorPolicy.FAIL && reporter == null) {
      throw new DataException(
          told(place, why)
              + ". To go on without such records, set "
              + ErrorPolicy.OPTION
              + "=quarantine or Connect's errors.tolerance=all with a dead letter queue");
    }
  }

  /**
   * Tells Connect's reporter, and waits until it has stored what it was told. Called before the
   * transaction commits that records the same: a crash between the two repeats the report, the
   * other order would lose it.
   */
  void report(Delivery delivery, List<Refusal> refusals) {
    if (reporter == null) {
      return;
    }
    Stored stored = new Stored(new ArrayList<>(refusals.size()));
    for (Refusal refusal : refusals) {
      SinkRecord record = delivery.record(refusal.place());
      stored.add(
          reporter.report(record, new DataException(told(refusal.place(), refusal.reason()))));
    }
    stored.await();
  }

  /** What Connect was told and has perhaps not stored yet. */
  record Stored(List<Future<Void>> reports) {

    void add(Future<Void> report) {
      reports.add(report);
    }

    void await() {
      reports.forEach(Rejection::await);
    }
  }

  private static void await(Future<Void> stored) {
    try {
      stored.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetriableException("Interrupted while a refused record was reported", e);
    } catch (ExecutionException e) {
      throw new ConnectException(
          "A refused record could not be reported. Look at the dead letter queue's topic", e);
    }
  }

  private static String told(RecordPlace place, String why) {
    return "Cannot merge the record at " + place + ": " + why;
  }
}
