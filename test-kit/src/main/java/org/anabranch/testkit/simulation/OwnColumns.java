package org.anabranch.testkit.simulation;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.jspecify.annotations.Nullable;

/**
 * What a capture leaves of a change in a world with residency: of columns that arrive altered, only
 * what an application here has written.
 *
 * @param before the row before, as it is told
 * @param after the row after, as it is told
 */
record OwnColumns(ColumnMarks marks, @Nullable String before, @Nullable String after) {

  static OwnColumns of(RowChange row, Set<String> altered) {
    String before = row.before();
    String after = row.value();
    if (altered.isEmpty() || before == null) {
      return new OwnColumns(ColumnMarks.NONE, before, after);
    }
    Set<String> left = new TreeSet<>(altered);
    left.removeIf(
        column ->
            after != null
                && !Objects.equals(
                    ResidentRow.text(before, column), ResidentRow.text(after, column)));
    return new OwnColumns(
        new ColumnMarks(Set.of(), left, Set.of(), Set.of()),
        ResidentRow.without(before, altered),
        after == null ? null : ResidentRow.without(after, left));
  }
}
