package org.anabranch.sink;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.sink.store.StoreException;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts now and then the rows whose foreign keys refer to nothing, where {@code
 * fk.orphans.interval.ms} asks for it: one task does, the one that has lane 0 of a table. Not
 * thread-safe.
 */
final class OrphanCount {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanCount.class);
  private static final long UNKNOWN = -1;

  private final long intervalMillis;
  private final OpenedStore store;
  private final SinkTaskContext context;
  private final Clock clock;
  private final AtomicLong count = new AtomicLong(UNKNOWN);
  private final Map<String, Long> told = new HashMap<>();
  private long nextAtMillis;

  OrphanCount(
      MergeSinkOptions options,
      OpenedStore store,
      SinkTaskContext context,
      Clock clock,
      SinkMetrics metrics) {
    this.intervalMillis = options.orphansInterval().toMillis();
    this.store = store;
    this.context = context;
    this.clock = clock;
    this.nextAtMillis = clock.millis() + intervalMillis;
    metrics.orphans(count::get);
  }

  private boolean counts() {
    return intervalMillis > 0
        && context.assignment().stream().anyMatch(lane -> lane.partition() == 0);
  }

  /** In how many milliseconds {@link #look} has something to do, though nothing arrives. */
  long waitMillis() {
    return counts() ? Math.max(1, nextAtMillis - clock.millis()) : Long.MAX_VALUE;
  }

  /** Counts, if it is time to. */
  void look() {
    if (!counts()) {
      count.set(UNKNOWN);
    } else if (clock.millis() >= nextAtMillis) {
      nextAtMillis = clock.millis() + intervalMillis;
      try {
        tell(store.session().countOrphans());
      } catch (StoreException.Contended e) {
        LOG.debug("Orphans are counted at the next time", e);
      }
    }
  }

  private void tell(Map<String, Long> orphans) {
    count.set(orphans.values().stream().mapToLong(Long::longValue).sum());
    orphans.forEach(
        (foreignKey, rows) -> {
          if (rows > 0 && !rows.equals(told.get(foreignKey))) {
            LOG.warn(
                "{} rows refer by {} to rows that are not there. docs/operations/foreign-keys.md"
                    + " says how to find and mend them",
                rows,
                foreignKey);
          }
        });
    told.clear();
    told.putAll(orphans);
  }
}
