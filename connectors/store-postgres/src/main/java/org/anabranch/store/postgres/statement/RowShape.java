package org.anabranch.store.postgres.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RowTarget;

/**
 * Which columns a change names its row by and which it carries. Rows of one shape are written by
 * one statement.
 *
 * @param key the key's columns
 * @param carried the other columns that are given
 */
record RowShape(List<String> key, List<String> carried) {

  /** By the key alone, as deletes go. */
  static RowShape keyOf(Arrival arrival) {
    return new RowShape(key(arrival).fields(), List.of());
  }

  static RowShape of(Arrival arrival) {
    RecordView row = arrival.row();
    if (row == null) {
      return keyOf(arrival);
    }
    List<String> key = key(arrival).fields();
    Set<String> keyColumns = Set.copyOf(key);
    List<String> carried = new ArrayList<>();
    for (String field : row.fields()) {
      if (!keyColumns.contains(field) && arrival.change().columns().present(field)) {
        carried.add(field);
      }
    }
    return new RowShape(key, carried);
  }

  /** Whether rows are of one shape for sure, without making it of either: mostly they are. */
  static boolean alike(RowTarget one, RowTarget other) {
    if (givesNone(one) && givesNone(other)) {
      return key(one.arrival()).fields().equals(key(other.arrival()).fields());
    }
    RecordView row = one.arrival().row();
    RecordView otherRow = other.arrival().row();
    return row != null
        && otherRow != null
        && one.columns() == null
        && other.columns() == null
        && one.arrival().change().columns().equals(other.arrival().change().columns())
        && row.fields().equals(otherRow.fields())
        && key(one.arrival()).fields().equals(key(other.arrival()).fields());
  }

  private static boolean givesNone(RowTarget target) {
    ColumnTexts given = target.columns();
    return given != null && given.isEmpty();
  }

  /** Of what is written of a row. */
  static RowShape of(RowTarget target) {
    ColumnTexts given = target.columns();
    return given == null
        ? of(target.arrival())
        : new RowShape(key(target.arrival()).fields(), List.copyOf(given.names()));
  }

  static RecordView key(Arrival arrival) {
    return Objects.requireNonNull(arrival.key(), "a row is named by its key");
  }
}
