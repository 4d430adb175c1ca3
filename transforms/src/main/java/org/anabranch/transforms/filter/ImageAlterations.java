package org.anabranch.transforms.filter;

import java.util.Map;
import org.anabranch.transforms.policy.FieldHits;
import org.anabranch.transforms.rows.EnvelopeCopies;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * Makes images what treatments say, and envelopes of them. What is found out of a schema is kept,
 * so that converters meet the same schemas again. Safe for several threads.
 */
final class ImageAlterations {

  private static final int SCHEMAS_MAX = 512;

  private record RowKey(Schema row, Treatments treatments) {}

  private final FieldHits hits;
  private final Cache<RowKey, StructPlan> rows =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));
  private final EnvelopeCopies envelopes = new EnvelopeCopies();

  ImageAlterations(FieldHits hits) {
    this.hits = hits;
  }

  /**
   * An image as it goes.
   *
   * @param row a struct or a map
   * @throws DataException where a treatment does not fit the row; tells no value
   */
  AlteredImage of(Object row, Treatments treatments) {
    if (row instanceof Map<?, ?> map) {
      return MapPlan.apply(map, treatments, hits);
    }
    if (!(row instanceof Struct struct)) {
      throw new DataException("A row must be a Struct or a Map, found " + row.getClass().getName());
    }
    RowKey key = new RowKey(struct.schema(), treatments);
    StructPlan plan = rows.get(key);
    if (plan == null) {
      plan = new StructPlan(struct.schema(), treatments);
      rows.put(key, plan);
    }
    return plan.apply(struct);
  }

  /** Where envelopes of such images come from. */
  EnvelopeCopies envelopes() {
    return envelopes;
  }
}
