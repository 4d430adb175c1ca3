package org.anabranch.converters;

import java.time.Duration;
import java.util.function.Supplier;
import org.anabranch.records.retry.Timing;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What was refused for its data not long ago, so that a topic full of such records does not ask the
 * registry once for each. What fails for now, or for want of rights, is not remembered.
 * Thread-safe.
 */
final class Refusals<K> {

  private record Refused(DataException why, long untilNanos) {}

  private final Cache<K, Refused> refused;
  private final Duration kept;
  private final Timing timing;

  Refusals(int most, Duration kept, Timing timing) {
    this.refused = new SynchronizedCache<>(new LRUCache<>(most));
    this.kept = kept;
    this.timing = timing;
  }

  /** Asks, unless that was refused not long ago. */
  <V> V unlessRefused(K key, Supplier<V> question) {
    @Nullable Refused before = refused.get(key);
    if (before != null) {
      if (before.untilNanos() - timing.nanos() > 0) {
        throw new DataException(before.why().getMessage(), before.why());
      }
      refused.remove(key);
    }
    try {
      return question.get();
    } catch (DataException e) {
      refused.put(key, new Refused(e, timing.nanos() + kept.toNanos()));
      throw e;
    }
  }
}
