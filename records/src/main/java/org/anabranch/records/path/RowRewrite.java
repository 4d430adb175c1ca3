package org.anabranch.records.path;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites rows, with a schema and without: all fields to which several paths lead, in one pass,
 * with the schemas that come of it. Immutable.
 *
 * <p>{@link #of} says which fields there are, {@link RowFields#visit} shows those of a row, and
 * {@link RowForm#of} puts others in their places.
 */
public final class RowRewrite {

  private final List<RewrittenField> fields;
  private final PathTree paths;

  /**
   * Of fields that are numbered in this order.
   *
   * @throws IllegalArgumentException where there are none, or two paths may lead to the same field
   *     or one into the other, naming both
   */
  public RowRewrite(List<RewrittenField> fields) {
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("A rewrite has at least one path");
    }
    this.fields = List.copyOf(fields);
    this.paths = PathTree.of(fields.stream().map(RewrittenField::path).toList());
  }

  /**
   * The fields of rows. Made anew each time, so callers keep it.
   *
   * @param row a struct's schema; null where rows have none
   */
  public RowFields of(@Nullable Schema row) {
    return new RowFields(paths, fields, row);
  }
}
