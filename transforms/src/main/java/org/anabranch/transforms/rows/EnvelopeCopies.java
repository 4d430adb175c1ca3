package org.anabranch.transforms.rows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.records.path.LikeSchema;
import org.anabranch.records.view.StructField;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Makes Debezium's envelopes with other images in them. What Debezium tells of the statement that
 * wrote the row (MySQL's {@code include.query}, Oracle's {@code log.mining.include.redo.sql}) may
 * hold any value of it, so it is in none of them.
 *
 * <p>Schemas are kept, so that converters meet the same ones again. Safe for several threads.
 */
public final class EnvelopeCopies {

  private static final int SCHEMAS_MAX = 512;

  /** Where sources quote the statement. */
  private static final Set<String> STATEMENTS = Set.of("query", "redo_sql");

  private record Key(Schema envelope, @Nullable Schema before, @Nullable Schema after) {}

  private record Last(Key key, Schema made) {

    @SuppressWarnings("ReferenceEquality") // Another one that is equal is found elsewhere.
    boolean isOf(Schema envelope, RowImage before, RowImage after) {
      return key.envelope() == envelope
          && key.before() == before.schema()
          && key.after() == after.schema();
    }
  }

  private final Cache<Key, Schema> schemas = new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));

  /** Mostly the same schemas come again, and are found here without a lock. */
  private volatile @Nullable Last last;

  /** An envelope with these images; whatever else it holds but the statement is as it was. */
  public RowImage of(ValueShape.Envelope envelope, RowImage before, RowImage after) {
    return envelope.value() instanceof Struct struct
        ? of(struct, before, after)
        : of((Map<?, ?>) envelope.value(), before, after);
  }

  private RowImage of(Struct envelope, RowImage before, RowImage after) {
    Schema schema = schema(envelope.schema(), before, after);
    Struct made = new Struct(schema);
    // Both have the same fields in the same order.
    List<Field> was = envelope.schema().fields();
    for (Field field : schema.fields()) {
      Field of = was.get(field.index());
      Object value =
          switch (field.name()) {
            case "before" -> before.row();
            case "after" -> after.row();
            case "source" -> withoutStatement(StructField.value(envelope, of));
            default -> StructField.value(envelope, of);
          };
      if (value != null) {
        made.put(field, value);
      }
    }
    return new RowImage(made, schema);
  }

  private static RowImage of(Map<?, ?> envelope, RowImage before, RowImage after) {
    Map<Object, @Nullable Object> made = new LinkedHashMap<>(envelope);
    if (before.row() != null) {
      made.put("before", before.row());
    }
    if (after.row() != null) {
      made.put("after", after.row());
    }
    made.computeIfPresent("source", (field, source) -> withoutStatement(source));
    return new RowImage(made, null);
  }

  private Schema schema(Schema envelope, RowImage before, RowImage after) {
    Last latest = last;
    if (latest != null && latest.isOf(envelope, before, after)) {
      return latest.made();
    }
    Key key = new Key(envelope, before.schema(), after.schema());
    Schema made = schemas.get(key);
    if (made == null) {
      made = made(key);
      schemas.put(key, made);
    }
    last = new Last(key, made);
    return made;
  }

  private static Schema made(Key key) {
    Schema before = key.before() == null ? instead(key, key.after()) : key.before();
    Schema after = key.after() == null ? instead(key, key.before()) : key.after();
    return LikeSchema.struct(
        key.envelope(),
        field -> {
          Schema image =
              switch (field.name()) {
                case "before" -> before;
                case "after" -> after;
                default -> null;
              };
          return image == null ? field.schema() : image;
        });
  }

  /**
   * What the place of an image that is not there has: the schema of the other one where both had
   * the same, so that one name goes on standing for one schema; else its own.
   */
  private static @Nullable Schema instead(Key key, @Nullable Schema other) {
    Field before = key.envelope().field("before");
    Field after = key.envelope().field("after");
    boolean alike = before != null && after != null && before.schema().equals(after.schema());
    return alike ? other : null;
  }

  private static @Nullable Object withoutStatement(@Nullable Object source) {
    if (source instanceof Map<?, ?> map
        && STATEMENTS.stream().anyMatch(it -> map.get(it) != null)) {
      Map<Object, @Nullable Object> made = new LinkedHashMap<>(map);
      STATEMENTS.forEach(statement -> made.replace(statement, null));
      return made;
    }
    if (source instanceof Struct struct && quotesStatement(struct)) {
      Struct made = new Struct(struct.schema());
      for (Field field : struct.schema().fields()) {
        Object value = struct.getWithoutDefault(field.name());
        if (value != null && !STATEMENTS.contains(field.name())) {
          made.put(field, value);
        }
      }
      return made;
    }
    return source;
  }

  private static boolean quotesStatement(Struct source) {
    for (String statement : STATEMENTS) {
      if (source.schema().field(statement) != null && source.getWithoutDefault(statement) != null) {
        return true;
      }
    }
    return false;
  }
}
