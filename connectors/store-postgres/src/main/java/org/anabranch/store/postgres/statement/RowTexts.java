package org.anabranch.store.postgres.statement;

import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.anabranch.store.postgres.value.PostgresText;
import org.anabranch.store.postgres.value.UnfitValueException;
import org.jspecify.annotations.Nullable;

/** Values of rows as the parameters that Postgres is given. */
final class RowTexts {

  private RowTexts() {}

  /** What a row that is looked for or written has in a column. */
  static @Nullable String of(RowTarget target, TargetColumn column) {
    Arrival arrival = target.arrival();
    RecordView key = RowShape.key(arrival);
    // What names the row is the key, even where a row says otherwise.
    if (key.has(column.name())) {
      String text = of(arrival, key, column);
      if (text == null) {
        throw refused(arrival, column, "NULL names no row");
      }
      return text;
    }
    ColumnTexts given = target.columns();
    if (given != null) {
      return given.text(column.name());
    }
    RecordView row = arrival.row();
    return of(arrival, row == null ? key : row, column);
  }

  /** What an image of a change has in a column. */
  static @Nullable String of(Arrival arrival, RecordView image, TargetColumn column) {
    try {
      return PostgresText.of(
          image.schema(column.name()), image.value(column.name()), column.type());
    } catch (UnfitValueException e) {
      throw refused(arrival, column, String.valueOf(e.getMessage()));
    }
  }

  private static RuntimeException refused(Arrival arrival, TargetColumn column, String why) {
    return SqlFailures.refused(
        "Column %s (%s) of table %s cannot take the value at %s: %s"
            .formatted(
                column.sql(), column.type(), arrival.change().table(), arrival.place(), why));
  }
}
