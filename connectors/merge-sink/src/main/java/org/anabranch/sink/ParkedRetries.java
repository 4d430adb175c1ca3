package org.anabranch.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.anabranch.model.change.TableName;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.plan.ParkedPlan;
import org.anabranch.sink.plan.ParkedReport;
import org.anabranch.sink.plan.ParkedTable;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.TableStreams;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.ReadParked;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries parked rows again between deliveries (docs/decisions/018): at once where one was parked,
 * soon after changes of their table were merged, and now and then all of them, since a person may
 * have taken an obstacle away. What cannot be shown now stays for the next look. A sink without
 * parked rows asks once a minute whether there are any. Not thread-safe.
 */
final class ParkedRetries {

  private static final Logger LOG = LoggerFactory.getLogger(ParkedRetries.class);
  private static final long INTERVAL_MILLIS = 1_000;
  private static final Duration ALL_INTERVAL = Duration.ofMinutes(1);
  private static final int ROWS_MAX = 100;

  /** Of tables whose rows do not exclude each other: these are shown together. */
  private static final int FREE_ROWS_MAX = 1_000;

  private static final int MERGING_PART = 5;
  private static final int ROUNDS_MAX = 100;

  private final MergeSinkOptions options;
  private final OpenedStore store;
  private final Clock clock;
  private final SinkMetrics metrics;
  private final KeyHasher hasher;

  /** The tables that are known to have parked rows. */
  private final Set<TableName> parked = new HashSet<>();

  private final Set<TableName> due = new TreeSet<>();
  private boolean atOnce;
  private long nextAtMillis;
  private long allAtMillis;

  ParkedRetries(MergeSinkOptions options, OpenedStore store, Clock clock, SinkMetrics metrics) {
    this.options = options;
    this.store = store;
    this.clock = clock;
    this.metrics = metrics;
    this.hasher = KeyHasher.withSecret(options.context().keySecret());
  }

  /** Rows were parked. */
  void added(Parked rows) {
    metrics.parked(rows.count());
    parked.addAll(rows.tables());
    due.addAll(rows.tables());
    atOnce |= rows.atOnce();
  }

  /** Changes were merged, so that obstacles may be gone, and what parked rows refer to be there. */
  void moved(Collection<WatermarkMove> moves) {
    if (parked.isEmpty()) {
      return;
    }
    Set<TableName> tables =
        moves.stream().map(move -> move.stream().table()).collect(Collectors.toSet());
    tables.addAll(store.session().references(options.foreignKeys()).childrenOf(tables));
    tables.stream().filter(parked::contains).forEach(due::add);
  }

  /** In how many milliseconds {@link #look} may have something to do, though nothing arrives. */
  long waitMillis() {
    if (parked.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return Math.max(1, (due.isEmpty() ? allAtMillis : nextAtMillis) - clock.millis());
  }

  /** Tries what it is time for. */
  void look() {
    long now = clock.millis();
    if (now >= allAtMillis) {
      allAtMillis = now + ALL_INTERVAL.toMillis();
      parked.clear();
      parked.addAll(store.session().parkedTables().keySet());
      due.addAll(parked);
    }
    if (due.isEmpty() || (!atOnce && now < nextAtMillis)) {
      return;
    }
    atOnce = false;
    List<TableName> tables = List.copyOf(due);
    due.clear();
    tables.forEach(this::retry);
    // However many are parked, merging has most of the time.
    long took = clock.millis() - now;
    nextAtMillis = now + Math.max(INTERVAL_MILLIS, MERGING_PART * took);
  }

  /** What is shown may make way for others, so it is looked again until nothing happens. */
  private void retry(TableName table) {
    try {
      store.session().prepare(Set.of(table));
      VersionKey after = null;
      boolean shown = false;
      for (int round = 1; round <= ROUNDS_MAX; round++) {
        ParkedReport report = retryOrNarrow(table, after);
        metrics.retried(report);
        after = report.after();
        shown |= report.progressed();
        if (after == null && !shown) {
          return;
        }
        shown &= after != null;
      }
      due.add(table);
    } catch (StoreException.Contended e) {
      LOG.debug("Others are in the way of parked rows of {}, they are tried again", table, e);
      due.add(table);
    }
  }

  /** One row that is refused for something that was not foreseen does not keep others. */
  private ParkedReport retryOrNarrow(TableName table, @Nullable VersionKey after) {
    try {
      return retried(table, after, store.session().excludes(table) ? ROWS_MAX : FREE_ROWS_MAX);
    } catch (StoreException.RowsRefused e) {
      LOG.debug("A parked row of {} cannot be shown yet", table, e);
    }
    return oneByOne(table, after);
  }

  private ParkedReport oneByOne(TableName table, @Nullable VersionKey from) {
    VersionKey after = from;
    for (int row = 0; row < ROWS_MAX; row++) {
      try {
        ParkedReport report = retried(table, after, 1);
        if (report.progressed() || report.after() == null) {
          return report;
        }
        after = report.after();
      } catch (StoreException.RowsRefused e) {
        // The cursor of a page of one row is that row; it is passed over until the next look.
        VersionKey refused = next(table, after);
        if (refused == null) {
          break;
        }
        after = refused;
      }
    }
    return new ParkedReport(0, 0, 0, 0, after);
  }

  private @Nullable VersionKey next(TableName table, @Nullable VersionKey after) {
    try (StoreTransaction transaction = store.session().begin()) {
      return transaction.execute(new ReadParked(table, after, 1)).stream()
          .map(ParkedRow::key)
          .findFirst()
          .orElse(null);
    }
  }

  private ParkedReport retried(TableName table, @Nullable VersionKey after, int rowsMax) {
    StoreSession session = store.session();
    TableStreams streams = session.streams(options.context(), table);
    WatermarkMove marker = streams.marker();
    boolean excluding = session.excludes(table);
    if (marker == null || (excluding && streams.snapshotRunning())) {
      return ParkedReport.NOTHING;
    }
    References references = session.references(options.foreignKeys());
    Set<Child> children = new LinkedHashSet<>();
    while (true) {
      ParkedPlan plan =
          new ParkedPlan(
                  new ParkedTable(
                      table,
                      options.context().origin(),
                      streams.unread(),
                      hasher,
                      options.truncates() == TruncatePolicy.DELETES,
                      excluding,
                      options.strategies().of(table).name(),
                      options.strategies().of(table).columns()),
                  marker,
                  after,
                  rowsMax,
                  clock.millis() * 1000)
              .checking(references, children);
      Step step = inTransaction(plan.start());
      if (step instanceof Step.Retried retried) {
        children.forEach(child -> parked.add(child.table()));
        children.forEach(child -> due.add(child.table()));
        return retried.report();
      }
      // Rows that are to make way may be referred to; such rows are parked with them.
      boolean more = step instanceof Step.Orphaned found && children.addAll(found.children());
      if (!more) {
        throw new StoreException.Contended("Another task was faster with a parked row", null);
      }
    }
  }

  private Step inTransaction(Step start) {
    try (StoreTransaction transaction = store.session().begin()) {
      Step step = BatchMerge.end(start, transaction);
      if (step instanceof Step.Retried) {
        transaction.commit();
      }
      return step;
    }
  }
}
