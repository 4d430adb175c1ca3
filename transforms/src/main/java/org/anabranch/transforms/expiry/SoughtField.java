package org.anabranch.transforms.expiry;

import java.util.List;
import java.util.Objects;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A field that is read of rows; where it is in rows of a schema is found out once. */
final class SoughtField {

  private static final int SCHEMAS_MAX = 256;

  /**
   * What rows of a schema have at the end of the path.
   *
   * @param schema null where they have no such field
   */
  private record Place(@Nullable Schema schema) {}

  /**
   * A field as a row has it.
   *
   * @param missing whether rows of the kind have no such field
   * @param schema null where it has none
   */
  record Found(boolean missing, @Nullable Object value, @Nullable Schema schema) {

    private static final Found MISSING = new Found(true, null, null);
    private static final Found NULL = new Found(false, null, null);
  }

  private final FieldPath path;
  private final Cache<Schema, Place> places = new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));

  /**
   * The field at the end of a path.
   *
   * @throws IllegalArgumentException where the path may lead to several
   */
  SoughtField(FieldPath path) {
    if (!path.leadsToOne()) {
      throw new IllegalArgumentException("'" + path + "' may lead to several fields. Name one");
    }
    this.path = path;
  }

  /** The row's own field in which it lies. */
  @Nullable String column() {
    return path.column();
  }

  /**
   * As a row has it.
   *
   * @param row a struct or a map
   */
  Found in(Object row) {
    if (!(row instanceof Struct struct)) {
      var view = Objects.requireNonNull(RecordViews.of(row));
      return path.misses(view) ? Found.MISSING : found(path.values(view), null);
    }
    Schema schema = place(struct.schema()).schema();
    return schema == null
        ? Found.MISSING
        : found(path.values(Objects.requireNonNull(RecordViews.of(struct))), schema);
  }

  private static Found found(List<?> values, @Nullable Schema schema) {
    Object value = values.isEmpty() ? null : values.get(0);
    return value == null ? Found.NULL : new Found(false, value, schema);
  }

  private Place place(Schema row) {
    Place place = places.get(row);
    if (place == null) {
      List<Schema> found = path.schemas(row);
      place = new Place(found.isEmpty() ? null : found.get(0));
      places.put(row, place);
    }
    return place;
  }

  /** The path as it was written. */
  @Override
  public String toString() {
    return path.toString();
  }
}
