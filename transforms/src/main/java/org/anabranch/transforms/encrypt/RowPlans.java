package org.anabranch.transforms.encrypt;

import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** What was found out of schemas of rows, for as many as are met at a time. For several threads. */
final class RowPlans<P> {

  private static final int SCHEMAS_MAX = 512;

  /** Finds it out. */
  @FunctionalInterface
  interface Planning<P> {

    /**
     * Of rows of a schema, or of those without.
     *
     * @param origin of the first such row, for messages
     */
    P of(@Nullable Schema schema, RowOrigin origin);
  }

  private final Planning<P> planning;
  private final Cache<Schema, P> plans = new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));
  private volatile @Nullable P schemaless;

  RowPlans(Planning<P> planning) {
    this.planning = planning;
  }

  P of(@Nullable Schema schema, RowOrigin origin) {
    P plan = schema == null ? schemaless : plans.get(schema);
    if (plan != null) {
      return plan;
    }
    P made = planning.of(schema, origin);
    if (schema == null) {
      schemaless = made;
    } else {
      plans.put(schema, made);
    }
    return made;
  }
}
