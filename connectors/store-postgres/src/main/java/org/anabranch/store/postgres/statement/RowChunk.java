package org.anabranch.store.postgres.statement;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.anabranch.store.postgres.value.PostgresText;
import org.anabranch.store.postgres.value.UnfitValueException;
import org.jspecify.annotations.Nullable;

/**
 * As many rows as go into one statement: Postgres takes a gigabyte at most, and memory is dear.
 *
 * @param targets in the order of the texts
 * @param texts one list per column
 */
record RowChunk(List<RowTarget> targets, List<List<@Nullable String>> texts) {

  private static final int ROWS_MAX = 10_000;
  private static final long CHARACTERS_MAX = 16L << 20;

  /**
   * Cuts rows into chunks.
   *
   * @param columns the parameters, each with the name of the field that it takes
   */
  static List<RowChunk> of(List<RowTarget> rows, List<TargetColumn> columns) {
    List<RowChunk> chunks = new ArrayList<>();
    RowChunk filling = empty(columns);
    long characters = 0;
    for (RowTarget row : rows) {
      characters += filling.add(row, columns);
      if (filling.targets.size() == ROWS_MAX || characters > CHARACTERS_MAX) {
        chunks.add(filling);
        filling = empty(columns);
        characters = 0;
      }
    }
    if (!filling.targets.isEmpty()) {
      chunks.add(filling);
    }
    return chunks;
  }

  private static RowChunk empty(List<TargetColumn> columns) {
    List<List<@Nullable String>> texts = new ArrayList<>(columns.size());
    columns.forEach(column -> texts.add(new ArrayList<>()));
    return new RowChunk(new ArrayList<>(), texts);
  }

  private long add(RowTarget row, List<TargetColumn> columns) {
    long characters = 0;
    for (int i = 0; i < columns.size(); i++) {
      String text = text(row.arrival(), columns.get(i));
      texts.get(i).add(text);
      characters += text == null ? 0 : text.length();
    }
    targets.add(row);
    return characters;
  }

  ArrayParameters parameters() {
    ArrayParameters parameters = new ArrayParameters();
    texts.forEach(parameters::with);
    return parameters;
  }

  private static @Nullable String text(Arrival arrival, TargetColumn column) {
    RecordView key = RowShape.key(arrival);
    RecordView row = arrival.row();
    boolean inKey = key.has(column.name());
    // What names the row is the key, even where a row says otherwise.
    RecordView view = inKey || row == null ? key : row;
    try {
      String text =
          PostgresText.of(view.schema(column.name()), view.value(column.name()), column.type());
      if (inKey && text == null) {
        throw refused(arrival, column, "NULL names no row");
      }
      return text;
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
