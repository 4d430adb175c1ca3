package org.anabranch.sink;

import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.column.TableColumns;
import org.jspecify.annotations.Nullable;

/**
 * Which changes may come without true values of all columns. Only where each column goes to its
 * last writer can a change say nothing of one: a row that is merged as a whole is written by who
 * has all of it, or regions end differently (docs/decisions/022).
 */
final class PartialRows {

  private static final String WHOLE =
      "Columns %s of %s were removed or altered on the way, and its rows are merged as a whole, so"
          + " that regions would end with different rows. Set %s=per-column in every region, and"
          + " run in every region: ALTER TABLE %s REPLICA IDENTITY FULL";

  private static final String MERGED =
      "Columns %s of %s were removed or altered on the way, and they have merges of their own,"
          + " which need what every change did to them. Take them out of %s, or let them pass as"
          + " they are";

  private static final String OF_DOCUMENT =
      "Fields %s of documents of %s were removed or altered on the way, or left out, and documents"
          + " that are merged field by field need all that every change did to them. Let them pass"
          + " as they are";

  private static final String LEFT_OUT =
      "An update of %2$s went without the columns %1$s, which have merges of their own, and these"
          + " need what every update says of the column. Name them in keep.columns of the"
          + " transform OnlyChanges in every region, set event.type=state for ToContextEvent, or take"
          + " them out of %3$s";

  private PartialRows() {}

  /**
   * Refuses what cannot be merged.
   *
   * @param columns how the table is merged; null for rows as a whole
   * @throws IllegalArgumentException with the way out
   */
  static void check(Change change, @Nullable TableColumns columns) {
    ColumnMarks marks = change.columns();
    if (marks.equals(ColumnMarks.NONE)) {
      return;
    }
    if (columns != null && columns.isByField()) {
      checkWhole(change);
      return;
    }
    checkLeftOut(change, columns);
    Set<String> partial = new TreeSet<>(marks.withheld());
    partial.addAll(marks.altered());
    if (columns == null && !change.deletes()) {
      // What another region's capture has left out, since it got it altered.
      partial.addAll(marks.unchanged());
    }
    if (partial.isEmpty()) {
      return;
    }
    TableName table = change.table();
    if (columns == null) {
      throw new IllegalArgumentException(
          WHOLE.formatted(partial, table, MergeSinkOptions.MERGE_STRATEGY + "." + table, table));
    }
    partial.removeIf(columns::isRegister);
    if (!partial.isEmpty()) {
      throw new IllegalArgumentException(
          MERGED.formatted(partial, table, MergeSinkOptions.MERGE_COLUMNS));
    }
  }

  private static void checkWhole(Change change) {
    Set<String> partial = new TreeSet<>(change.columns().withheld());
    partial.addAll(change.columns().altered());
    partial.addAll(change.columns().unchanged());
    if (!partial.isEmpty()) {
      throw new IllegalArgumentException(OF_DOCUMENT.formatted(partial, change.table()));
    }
  }

  /** Only registers, and what is each region's own, may be left out because nothing set them. */
  private static void checkLeftOut(Change change, @Nullable TableColumns columns) {
    if (columns == null || change.deletes()) {
      return;
    }
    Set<String> needed = new TreeSet<>(change.columns().unchanged());
    needed.removeAll(columns.own());
    needed.removeIf(columns::isRegister);
    if (!needed.isEmpty()) {
      throw new IllegalArgumentException(
          LEFT_OUT.formatted(needed, change.table(), MergeSinkOptions.MERGE_COLUMNS));
    }
  }
}
