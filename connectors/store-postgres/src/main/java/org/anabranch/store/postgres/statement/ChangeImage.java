package org.anabranch.store.postgres.statement;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Arrival;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;
import org.anabranch.store.postgres.value.PostgresText;
import org.anabranch.store.postgres.value.UnfitValueException;
import org.jspecify.annotations.Nullable;

/** A row as a change says that it was before or is after it. Compared by identity. */
final class ChangeImage {

  private final Arrival arrival;
  private final RecordView row;
  private final Set<TargetColumn> columns;

  private ChangeImage(
      Arrival arrival, RecordView row, @Nullable TargetTable table, Predicate<String> carried) {
    this.arrival = arrival;
    this.row = row;
    this.columns = table == null ? Set.of() : columns(arrival, row, table, carried);
  }

  /**
   * The row before a change; null where it does not say.
   *
   * @param table null where there is none, and so no columns
   */
  static @Nullable ChangeImage before(Arrival arrival, @Nullable TargetTable table) {
    RecordView row = arrival.before();
    return row == null ? null : new ChangeImage(arrival, row, table, field -> true);
  }

  /** The row after a change; null where there is none. */
  static @Nullable ChangeImage after(Arrival arrival, @Nullable TargetTable table) {
    RecordView row = arrival.row();
    return row == null
        ? null
        : new ChangeImage(arrival, row, table, arrival.change().columns()::present);
  }

  private static Set<TargetColumn> columns(
      Arrival arrival, RecordView row, TargetTable table, Predicate<String> carried) {
    Set<String> key = key(arrival, table);
    Set<TargetColumn> columns = new LinkedHashSet<>();
    for (String field : row.fields()) {
      TargetColumn column = table.column(field);
      if (column != null && !column.generated() && !key.contains(field) && carried.test(field)) {
        columns.add(column);
      }
    }
    return columns;
  }

  /** A change that is refused for its key carries none that is of use. */
  private static Set<String> key(Arrival arrival, TargetTable table) {
    RecordView key = arrival.key();
    if (key != null) {
      return new HashSet<>(key.fields());
    }
    UniqueKey primary = table.primaryKey();
    return primary == null ? Set.of() : new HashSet<>(primary.columns());
  }

  /** Whether Postgres can be asked about its values. */
  boolean usable() {
    return arrival.refusal() == null;
  }

  boolean has(TargetColumn column) {
    return columns.contains(column);
  }

  /** What Postgres is given for a column; null for NULL, and for a column that it does not have. */
  @Nullable String text(TargetColumn column) {
    return has(column) ? RowTexts.of(arrival, row, column) : null;
  }

  /** What Postgres would be given; what it cannot be given is left out. */
  ColumnTexts given() {
    ColumnTexts.Builder texts = new ColumnTexts.Builder();
    for (TargetColumn column : columns) {
      String name = column.name();
      try {
        texts.with(name, PostgresText.of(row.schema(name), row.value(name), column.type()));
      } catch (UnfitValueException e) {
        // The conflict row that tells of the refused change has the reason.
      }
    }
    return texts.build();
  }

  /** Those columns of a table that one of several images has. */
  static List<TargetColumn> columns(TargetTable table, List<ChangeImage> images) {
    Set<TargetColumn> had = new HashSet<>();
    images.forEach(image -> had.addAll(image.columns));
    return table.columns().values().stream().filter(had::contains).toList();
  }
}
