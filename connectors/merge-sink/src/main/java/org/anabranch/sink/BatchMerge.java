package org.anabranch.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.column.UnfitColumnException;
import org.anabranch.sink.function.UnsoundFunctionException;
import org.anabranch.sink.plan.LateEvents;
import org.anabranch.sink.plan.MergePlan;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.single.SingleStore;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Statement.RecordRefusals;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Merges a delivery in transactions. One that met others is tried again, and halved where it keeps
 * meeting them; one whose rows the store refused is halved, in the order of arrival, until the
 * change is found that is to blame.
 */
final class BatchMerge {

  /** A smaller batch helps more than yet another attempt at the same one. */
  private static final int ATTEMPTS_BEFORE_HALVING = 3;

  private static final String WHY_BEHIND =
      "The context of %s does not cover what was forgotten here in lane %d of %s: its region"
          + " was away for longer than "
          + MergeSinkOptions.TOMBSTONE_RETENTION_MS
          + ", or its applications wrote before it had joined. Stop its writers and let it join"
          + " anew, as docs/operations/members.md says";

  private static final String WHY_FORGOTTEN =
      "The event of %s is older than what was forgotten here before "
          + ContextOptions.EXTERNAL_ORIGINS
          + " listed that system for the table. List it in every connector first, and let it send"
          + " what happens afterwards";

  private static final String WHY_LATE =
      "The event is older than one before it in its topic, by more than "
          + ContextOptions.EXTERNAL_LAG_MAX_MS
          + ". Every region refuses it. Let the system send the row's state anew, with the time at"
          + " which it does, or raise the option in every connector";

  /** Ends the attempt at a batch that has a change which cannot be judged. */
  private static final class BehindException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Step.Behind behind;

    BehindException(Step.Behind behind) {
      super(null, null, false, false);
      this.behind = behind;
    }
  }

  /** Ends the attempt at a batch whose rows, or others, would refer to rows that are not there. */
  private static final class OrphanedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Step.Orphaned orphaned;

    OrphanedException(Step.Orphaned orphaned) {
      super(null, null, false, false);
      this.orphaned = orphaned;
    }
  }

  /** Ends the attempt at a batch with events that come too late. */
  private static final class LateException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient LateEvents.Found late;

    LateException(LateEvents.Found late) {
      super(null, null, false, false);
      this.late = late;
    }
  }

  private final MergeSinkOptions options;
  private final OpenedStore store;
  private final Rejection rejection;
  private final ConflictReports reports;
  private final Backoff backoff;
  private final SinkMetrics metrics;
  private final Forgetting forgetting;
  private final ParkedRetries parked;
  private final KeyHasher hasher;
  private final boolean truncating;

  BatchMerge(
      MergeSinkOptions options,
      OpenedStore store,
      Rejection rejection,
      ConflictReports reports,
      Backoff backoff,
      SinkMetrics metrics,
      Forgetting forgetting,
      ParkedRetries parked) {
    this.options = options;
    this.store = store;
    this.rejection = rejection;
    this.reports = reports;
    this.backoff = backoff;
    this.metrics = metrics;
    this.forgetting = forgetting;
    this.parked = parked;
    this.hasher = KeyHasher.withSecret(options.context().keySecret());
    this.truncating = options.truncates() == TruncatePolicy.DELETES;
  }

  /** Records what is no change of a member. */
  void refuse(Delivery delivery) {
    refuse(delivery, delivery.refusals());
  }

  private void refuse(Delivery delivery, List<Refusal> refusals) {
    if (!refusals.isEmpty()) {
      metrics.quarantined(untilUncontended(() -> refuseOnce(delivery, refusals), backoff));
    }
  }

  private int refuseOnce(Delivery delivery, List<Refusal> refusals) {
    SingleStore single = store.session().single();
    if (single != null) {
      rejection.report(delivery, refusals);
      return single.refuse(refusals);
    }
    try (StoreTransaction transaction = store.session().begin()) {
      int fresh = transaction.execute(new RecordRefusals(refusals));
      if (fresh > 0) {
        rejection.report(delivery, refusals);
      }
      transaction.commit();
      return fresh;
    }
  }

  /** Merges what is one. */
  void merge(Delivery delivery) {
    List<Arrival> arrivals = delivery.arrivals();
    for (int from = 0; from < arrivals.size(); ) {
      int to = endOfBatch(arrivals, from);
      mergeOrNarrow(delivery, arrivals.subList(from, to), Parked.NONE);
      from = to;
    }
  }

  /** What is merged alone makes a batch of its own. */
  private int endOfBatch(List<Arrival> arrivals, int from) {
    int end = Math.min(arrivals.size(), from + options.batchRowsMax());
    for (int at = from; at < end; at++) {
      if (MergePlan.alone(arrivals.get(at), truncating)) {
        return Math.max(at, from + 1);
      }
    }
    return end;
  }

  /**
   * @param parking what earlier attempts have found to be parked
   */
  private void mergeOrNarrow(Delivery delivery, List<Arrival> batch, Parked parking) {
    try {
      MergeReport report =
          untilUncontended(
              () -> mergeOnce(delivery, batch, parking),
              batch.size() > 1 ? backoff.atMost(ATTEMPTS_BEFORE_HALVING) : backoff);
      metrics.merged(report);
      forgetting.moved(report.moves());
      parked.moved(report.moves());
      parked.added(parking);
    } catch (LateException e) {
      refuseLate(delivery, e.late.refused());
      metrics.mergedBefore(e.late.again().size());
      List<Arrival> rest = new ArrayList<>(batch);
      rest.removeAll(e.late.refused());
      rest.removeAll(e.late.again());
      if (!rest.isEmpty()) {
        mergeOrNarrow(delivery, rest, Parked.NONE);
      }
    } catch (BehindException e) {
      if (e.behind.arrival().change().external() && !lateByNow(batch).isEmpty()) {
        // Another task, which reads the same events, is further.
        mergeOrNarrow(delivery, batch, Parked.NONE);
        return;
      }
      mergeOrNarrow(delivery, judged(batch, e.behind), Parked.NONE);
    } catch (OrphanedException e) {
      mergeOrNarrow(delivery, batch, parking.with(e.orphaned));
    } catch (StoreException.Contended e) {
      if (batch.size() == 1) {
        throw e;
      }
      // Shorter transactions that write less meet fewer others.
      mergeHalves(delivery, batch);
    } catch (StoreException.RowsRefused | UnfitColumnException | UnsoundFunctionException e) {
      if (batch.size() > 1) {
        mergeHalves(delivery, batch);
        return;
      }
      Arrival only = batch.get(0);
      String constraint = parking.rows().isEmpty() ? constraint(only, e) : null;
      if (constraint != null) {
        mergeOrNarrow(delivery, batch, parking.with(only.versionKey(), constraint));
      } else {
        mergeOrNarrow(delivery, List.of(refused(only, e)), Parked.NONE);
      }
    }
  }

  private void mergeHalves(Delivery delivery, List<Arrival> batch) {
    int half = batch.size() / 2;
    mergeOrNarrow(delivery, batch.subList(0, half), Parked.NONE);
    mergeOrNarrow(delivery, batch.subList(half, batch.size()), Parked.NONE);
  }

  private void refuseLate(Delivery delivery, List<Arrival> events) {
    refuse(
        delivery, events.stream().map(event -> rejection.refuse(event.place(), WHY_LATE)).toList());
  }

  /** What keeps a row out of its table until something else changes; null where that is not so. */
  private @Nullable String constraint(Arrival arrival, RuntimeException why) {
    Strategy strategy = options.strategies().of(arrival.change().table());
    return !strategy.conflicts().keepsLocal()
            && arrival.refusal() == null
            && why instanceof StoreException.RowsRefused refused
        ? refused.constraint()
        : null;
  }

  /**
   * Changes that cannot be judged here are refused, or the first of them fails the task. Those
   * before it are merged already, whatever they had seen.
   */
  private List<Arrival> judged(List<Arrival> batch, Step.Behind behind) {
    int first = batch.indexOf(behind.arrival());
    List<Arrival> judged = new ArrayList<>(batch.subList(0, first));
    batch.subList(first, batch.size()).forEach(arrival -> judged.add(judged(arrival, behind)));
    return judged;
  }

  private Arrival judged(Arrival arrival, Step.Behind behind) {
    boolean judges =
        arrival.refusal() != null
            || !arrival.hasKey()
            || !arrival.tableLane().equals(behind.arrival().tableLane())
            || behind.judges(arrival.change());
    return judges ? arrival : rejection.refuse(arrival, whyBehind(arrival));
  }

  private static String whyBehind(Arrival arrival) {
    if (arrival.change().external()) {
      return WHY_FORGOTTEN.formatted(arrival.change().id().origin());
    }
    TableLane lane = arrival.tableLane();
    return WHY_BEHIND.formatted(arrival.change().id().origin(), lane.lane(), lane.table());
  }

  /** One that is refused already has a key that the store cannot read. */
  private Arrival refused(Arrival arrival, RuntimeException why) {
    boolean again = arrival.refusal() != null;
    if (MergePlan.alone(arrival, truncating) || (again && arrival.key() == null)) {
      throw new ConnectException(
          "What cannot be passed over cannot be merged either, at " + arrival.place(), why);
    }
    return again
        ? arrival.withoutKey()
        : rejection.refuse(arrival, String.valueOf(why.getMessage()));
  }

  /** With whatever other tasks have merged meanwhile. */
  private LateEvents.Found lateByNow(List<Arrival> batch) {
    store.forgetWatermarks();
    return late(batch, store.session().watermarks(options.context().origin(), batch));
  }

  private LateEvents.Found late(List<Arrival> batch, Map<WatermarkKey, Watermark> standing) {
    return new LateEvents(options.context().external().lagMaxMs()).in(batch, standing);
  }

  private MergeReport mergeOnce(Delivery delivery, List<Arrival> batch, Parked parking) {
    StoreSession session = store.session();
    Map<WatermarkKey, Watermark> standing = session.watermarks(options.context().origin(), batch);
    LateEvents.Found late = late(batch, standing);
    if (!late.isEmpty()) {
      throw new LateException(late);
    }
    session.prepare(
        batch.stream().map(arrival -> arrival.change().table()).collect(Collectors.toSet()));
    SingleStore single = session.single();
    if (single != null) {
      return mergeSingly(single, session, standing, delivery, batch, parking);
    }
    batch.forEach(this::checkMode);
    MergePlan plan =
        new MergePlan(
                options.context().origin(),
                options.context().members().origins(),
                options.strategies()::of,
                standing,
                batch,
                hasher,
                truncating)
            .parking(parking.rows())
            .checking(session.references(options.foreignKeys()), parking.children())
            .altered(session.altered());
    try (StoreTransaction transaction = session.begin()) {
      MergeReport report = execute(plan, transaction);
      rejection.report(delivery, quarantined(report));
      reports.report(delivery, report.conflicts(), session);
      transaction.commit();
      session.moved(report.moves());
      session.learned(plan.learned());
      return report;
    }
  }

  /** The own capture tells of writes that were no transactions. */
  private void checkMode(Arrival arrival) {
    if (arrival.change().kind() == ChangeKind.RECEIPT
        && arrival.change().id().origin().equals(options.context().origin())) {
      throw new ConnectException(
          "The record at "
              + arrival.place()
              + " tells of a write of this region's sink that was no transaction, and this sink"
              + " merges in transactions. Let all sinks of a region use them, or none");
    }
  }

  private MergeReport mergeSingly(
      SingleStore single,
      StoreSession session,
      Map<WatermarkKey, Watermark> standing,
      Delivery delivery,
      List<Arrival> batch,
      Parked parking) {
    if (!parking.rows().isEmpty()) {
      throw new ConnectException(
          "The change at "
              + batch.get(0).place()
              + " violates a unique index, and documents are parked in transactions only. Remove"
              + " the index, or what is in the way");
    }
    SingleMerge merge = new SingleMerge(single, options.context(), options.strategies());
    List<Arrival> fit = merge.fit(batch);
    if (fit.isEmpty()) {
      throw merge.unfit(batch.get(0));
    }
    MergeReport report = report(merge.merge(standing, fit));
    reports.report(delivery, report.conflicts(), session);
    session.moved(report.moves());
    if (fit.size() < batch.size()) {
      // Now that all before it is merged, an administrator can pass over it and loses no more.
      throw merge.unfit(batch.get(fit.size()));
    }
    return report;
  }

  private static MergeReport execute(MergePlan plan, StoreTransaction transaction) {
    return report(end(plan.start(), transaction));
  }

  private static MergeReport report(Step step) {
    if (step instanceof Step.Done done) {
      return done.report();
    }
    if (step instanceof Step.Behind behind) {
      if (!behind.arrival().hasKey()) {
        throw new ConnectException(
            "Cannot merge the record at "
                + behind.arrival().place()
                + ": "
                + whyBehind(behind.arrival()));
      }
      throw new BehindException(behind);
    }
    if (step instanceof Step.Orphaned orphaned) {
      throw new OrphanedException(orphaned);
    }
    throw new StoreException.Contended(
        "Another task has moved a watermark of this batch meanwhile", null);
  }

  /** How a plan ends whose statements are executed. */
  static Step end(Step start, StoreTransaction transaction) {
    Step step = start;
    while (step instanceof Step.Ask<?> ask) {
      step = answer(ask, transaction);
    }
    return step;
  }

  private static <R> Step answer(Step.Ask<R> ask, StoreTransaction transaction) {
    return ask.then().apply(transaction.execute(ask.statement()));
  }

  private static List<Refusal> quarantined(MergeReport report) {
    return report.conflicts().stream()
        .filter(conflict -> conflict.verdict() == Verdict.QUARANTINED)
        .map(BatchMerge::refusal)
        .toList();
  }

  private static Refusal refusal(Conflict conflict) {
    return new Refusal(conflict.arrival().place(), String.valueOf(conflict.reason()));
  }

  private <R> R untilUncontended(Supplier<R> transaction, Backoff within) {
    for (int attempts = 1; ; attempts++) {
      try {
        return transaction.get();
      } catch (StoreException.Contended e) {
        // Whoever was in the way may have moved watermarks.
        store.forgetWatermarks();
        if (within.exhaustedBy(attempts)) {
          throw e;
        }
        within.pause(attempts);
      }
    }
  }
}
