package org.anabranch.transforms.filter;

import java.util.Map;
import org.anabranch.records.path.LikeSchema;
import org.anabranch.transforms.policy.FieldHits;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Makes images what treatments say, and envelopes of them. What is found out of a schema is kept,
 * so that converters meet the same schemas again. Safe for several threads.
 */
final class ImageAlterations {

  private static final int SCHEMAS_MAX = 512;

  private record RowKey(Schema row, Treatments treatments) {}

  private record EnvelopeKey(Schema envelope, @Nullable Schema before, @Nullable Schema after) {}

  private final FieldHits hits;
  private final Cache<RowKey, StructPlan> rows =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));
  private final Cache<EnvelopeKey, Schema> envelopes =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));

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

  /** The schema of envelopes whose images have these; images that are null keep theirs. */
  Schema envelope(Schema envelope, @Nullable Schema before, @Nullable Schema after) {
    EnvelopeKey key = new EnvelopeKey(envelope, before, after);
    Schema made = envelopes.get(key);
    if (made == null) {
      made = made(key);
      envelopes.put(key, made);
    }
    return made;
  }

  private static Schema made(EnvelopeKey key) {
    return LikeSchema.struct(
        key.envelope(),
        field -> {
          Schema image =
              switch (field.name()) {
                case "before" -> key.before();
                case "after" -> key.after();
                default -> null;
              };
          return image == null ? field.schema() : image;
        });
  }
}
