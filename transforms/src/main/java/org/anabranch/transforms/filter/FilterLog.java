package org.anabranch.transforms.filter;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells now and then what a filter does, without any value of a row: once a minute what a dry run
 * counted and, where there were any, the last error; once for each version of the policy which
 * fields no row has had after a minute of records. Looks at the clock when a record comes.
 */
final class FilterLog {

  private static final Logger LOG = LoggerFactory.getLogger(FilterLog.class);
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final FilterCounts counts;
  private final boolean dryRun;
  private final LongSupplier nanos;
  private final AtomicLong nextReport;
  private final AtomicReference<@Nullable String> lastError = new AtomicReference<>();
  private volatile String told = "";
  private long errorsTold;

  FilterLog(FilterCounts counts, boolean dryRun, LongSupplier nanos) {
    this.counts = counts;
    this.dryRun = dryRun;
    this.nanos = nanos;
    this.nextReport = new AtomicLong(nanos.getAsLong() + MINUTE);
  }

  /** Called for each record. */
  void look(ActivePolicy active) {
    long now = nanos.getAsLong();
    long due = nextReport.get();
    if (now - due >= 0 && nextReport.compareAndSet(due, now + MINUTE)) {
      report(active);
    }
  }

  private void report(ActivePolicy active) {
    if (dryRun) {
      LOG.info("Dry run of policy {}: {}", active.version(), counts);
    }
    errors();
    List<String> never = active.neverMatched();
    if (!never.isEmpty() && !told.equals(active.version())) {
      told = active.version();
      LOG.warn(
          "No row by now has had these fields, which the policy {} removes, masks or encrypts: {}."
              + " Are they misspelt?",
          active.version(),
          String.join(", ", never));
    }
  }

  /** Takes an error; the first one is told at once. */
  void error(String message) {
    if (lastError.getAndSet(message) == null && counts.errorsTotal() <= 1) {
      errors();
    }
  }

  private synchronized void errors() {
    String error = lastError.getAndSet(null);
    if (error != null) {
      long total = counts.errorsTotal();
      LOG.warn("{} records could not be judged, the last one: {}", total - errorsTold, error);
      errorsTold = total;
    }
  }
}
