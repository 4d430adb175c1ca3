package org.anabranch.transforms.changes;

import java.util.HashSet;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.rows.SameValue;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that an update left alone and that may go. The key's stay, by which the row is
 * found; and those of which the images do not tell the truth, or not for sure, so that nobody knows
 * whether they were left alone; and those that may not be NULL.
 *
 * @param kept others that stay
 * @param whole the same, and an update that changes one of them goes whole
 */
record LeftAlone(Set<String> kept, Set<String> whole) {

  /**
   * Those of an update. None where a column has changed for which it goes whole; nor where nothing
   * has changed that is told, which is how rows are sent again, to who has not got them.
   *
   * @param key of the record
   * @param marks what is known of columns already
   */
  Set<String> of(RecordView key, RecordView before, RecordView after, ColumnMarks marks) {
    Set<String> alone = new HashSet<>();
    boolean changed = false;
    for (String column : after.fields()) {
      boolean same = before.has(column) && SameValue.of(before.value(column), after.value(column));
      if (!same && whole.contains(column)) {
        return Set.of();
      }
      changed |= !same;
      if (same && mayGo(column, key, before, after, marks)) {
        alone.add(column);
      }
    }
    return changed ? alone : Set.of();
  }

  private boolean mayGo(
      String column, RecordView key, RecordView before, RecordView after, ColumnMarks marks) {
    return !kept.contains(column)
        && !whole.contains(column)
        && !key.has(column)
        && isTrue(column, marks)
        && mayBeNull(before.schema(column))
        && mayBeNull(after.schema(column));
  }

  private static boolean isTrue(String column, ColumnMarks marks) {
    return marks.present(column)
        && !marks.reselected().contains(column)
        && !marks.altered().contains(column);
  }

  private static boolean mayBeNull(@Nullable Schema schema) {
    return schema == null || schema.isOptional();
  }
}
