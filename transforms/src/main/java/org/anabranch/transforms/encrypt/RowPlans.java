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

  private record Last<P>(Schema schema, P plan) {}

  private final Planning<P> planning;
  private final Cache<Schema, P> plans = new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));
  private volatile @Nullable P schemaless;

  /** Mostly the same schema comes again, and is found here without a lock. */
  private volatile @Nullable Last<P> last;

  RowPlans(Planning<P> planning) {
    this.planning = planning;
  }

  P of(@Nullable Schema schema, RowOrigin origin) {
    if (schema != null) {
      return ofSchema(schema, origin);
    }
    P plan = schemaless;
    if (plan == null) {
      plan = planning.of(null, origin);
      schemaless = plan;
    }
    return plan;
  }

  @SuppressWarnings("ReferenceEquality") // Another one that is equal is found behind it.
  private P ofSchema(Schema schema, RowOrigin origin) {
    Last<P> latest = last;
    if (latest != null && latest.schema() == schema) {
      return latest.plan();
    }
    P plan = plans.get(schema);
    if (plan == null) {
      plan = planning.of(schema, origin);
      plans.put(schema, plan);
    }
    last = new Last<>(schema, plan);
    return plan;
  }
}
