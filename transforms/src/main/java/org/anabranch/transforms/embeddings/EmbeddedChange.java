package org.anabranch.transforms.embeddings;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.rows.SameValue;
import org.anabranch.transforms.rows.ValueShape;
import org.jspecify.annotations.Nullable;

/**
 * A change of a table that has vectors.
 *
 * @param change what its header says; null where it has none
 * @param before null where there is none
 * @param after null where there is none
 */
record EmbeddedChange(
    TableName table,
    @Nullable Change change,
    Operation operation,
    @Nullable Object before,
    @Nullable Object after) {

  /** Of a record's rows; a row alone is the one after the change. */
  static EmbeddedChange of(TableName table, @Nullable Change change, ValueShape shape) {
    if (shape instanceof ValueShape.Envelope envelope) {
      Operation operation = change == null ? Operation.of(envelope.op()) : change.operation();
      return new EmbeddedChange(table, change, operation, envelope.before(), envelope.after());
    }
    Object row = ((ValueShape.Row) shape).row();
    Operation operation = Objects.requireNonNull(change, "it names the table").operation();
    return new EmbeddedChange(table, change, operation, null, row);
  }

  ColumnMarks marks() {
    return change == null ? ColumnMarks.NONE : change.columns();
  }

  boolean isUpdate() {
    return operation == Operation.UPDATE;
  }

  /** The row that there is afterwards, for whoever reads it; null where it is gone. */
  @Nullable RecordView row() {
    return operation == Operation.DELETE || after == null ? null : RecordViews.of(after);
  }

  /** Whether a vector has to be computed: the row is new, or what it is computed from changed. */
  boolean changesContent(EmbeddedTable embedded) {
    RecordView is = row();
    if (is == null) {
      return false;
    }
    RecordView was = isUpdate() ? RecordViews.of(before) : null;
    return was == null
        || embedded.allSources().stream()
            .filter(is::has)
            .anyMatch(
                column -> !was.has(column) || !SameValue.of(was.value(column), is.value(column)));
  }

  /**
   * What its header says of columns once some are left out.
   *
   * @param left each region's own, so that no sink may write them
   */
  ColumnMarks marked(Set<String> left) {
    ColumnMarks marks = marks();
    Set<String> unchanged = new TreeSet<>(marks.unchanged());
    unchanged.addAll(left);
    unchanged.removeAll(marks.withheld());
    return new ColumnMarks(
        marks.withheld(),
        unchanged,
        without(marks.reselected(), left),
        without(marks.altered(), left));
  }

  private static Set<String> without(Set<String> columns, Set<String> left) {
    Set<String> others = new TreeSet<>(columns);
    others.removeAll(left);
    return others;
  }

  /** Without its rows. */
  @Override
  public String toString() {
    return operation + " of " + table;
  }
}
