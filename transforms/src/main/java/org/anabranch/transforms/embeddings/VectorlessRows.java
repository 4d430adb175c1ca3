package org.anabranch.transforms.embeddings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.records.path.LikeSchema;
import org.anabranch.records.view.StructField;
import org.anabranch.transforms.rows.RowImage;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows without vectors, of one schema for each table, in which the flag may be NULL. Safe for
 * several threads.
 */
final class VectorlessRows {

  private static final int SCHEMAS_MAX = 256;

  private record Key(TableName table, Schema schema) {}

  private final DropEmbeddingsOptions options;
  private final Cache<Key, Schema> schemas = new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));

  VectorlessRows(DropEmbeddingsOptions options) {
    this.options = options;
  }

  /**
   * A row as it goes.
   *
   * @param row a struct, a map, or null for none
   * @param stale whether the flag is up; else it is not told
   */
  RowImage of(TableName table, @Nullable Object row, Set<String> dropped, boolean stale) {
    if (row instanceof Struct struct) {
      Struct made = struct(table, struct, dropped, stale);
      return new RowImage(made, made.schema());
    }
    return row instanceof Map<?, ?> map
        ? new RowImage(map(map, dropped, stale), null)
        : RowImage.NONE;
  }

  private Struct struct(TableName table, Struct row, Set<String> dropped, boolean stale) {
    Schema schema = schema(table, row.schema(), dropped);
    Struct made = new Struct(schema);
    for (Field field : schema.fields()) {
      Object value =
          field.name().equals(options.flag())
              ? (stale ? true : null)
              : StructField.value(row, row.schema().field(field.name()));
      if (value != null) {
        made.put(field, value);
      }
    }
    return made;
  }

  private Schema schema(TableName table, Schema row, Set<String> dropped) {
    Key key = new Key(table, row);
    Schema made = schemas.get(key);
    if (made == null) {
      made =
          LikeSchema.struct(
              row,
              field ->
                  dropped.contains(field.name())
                      ? null
                      : field.name().equals(options.flag())
                          ? Schema.OPTIONAL_BOOLEAN_SCHEMA
                          : field.schema());
      schemas.put(key, made);
    }
    return made;
  }

  private Map<Object, @Nullable Object> map(Map<?, ?> row, Set<String> dropped, boolean stale) {
    Map<Object, @Nullable Object> made = new LinkedHashMap<>(row);
    made.keySet().removeAll(dropped);
    String flag = options.flag();
    if (flag != null && !stale) {
      made.remove(flag);
    } else if (flag != null) {
      made.put(flag, true);
    }
    return made;
  }
}
