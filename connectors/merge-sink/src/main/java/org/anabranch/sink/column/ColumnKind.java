package org.anabranch.sink.column;

import org.anabranch.model.column.ColumnCell;
import org.anabranch.model.column.ColumnMerge;
import org.jspecify.annotations.Nullable;

/**
 * A merge as columns are configured with it.
 *
 * @param name as {@code merge.columns} has it
 * @param values how its values are told
 * @param states how what is in flight is kept
 */
record ColumnKind<V, S>(
    String name, ColumnMerge<V, S> merge, ValueText<V> values, StateBytes<S> states) {

  /** The last writer of the column: of every column that is not configured otherwise. */
  static final String REGISTER = "register";

  @Nullable V read(@Nullable String text) {
    return text == null ? null : values.read().apply(text);
  }

  @Nullable String write(@Nullable V value, @Nullable String like) {
    return value == null ? null : values.write().of(value, like);
  }

  ColumnCell<V, S> empty() {
    return ColumnCell.empty(merge);
  }
}
