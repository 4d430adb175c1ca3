package org.anabranch.store.postgres.statement;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.jspecify.annotations.Nullable;

/**
 * As many rows as go into one statement: Postgres takes a gigabyte at most, and memory is dear.
 *
 * @param rows in the order of the texts
 * @param texts one list per column
 */
record RowChunk<R>(List<R> rows, List<List<@Nullable String>> texts) {

  private static final int ROWS_MAX = 10_000;
  private static final long CHARACTERS_MAX = 16L << 20;

  /** What a row has in a column, as a parameter. */
  interface RowText<R> {
    @Nullable String of(R row, TargetColumn column);
  }

  /**
   * Cuts rows into chunks.
   *
   * @param columns the parameters, each with the name of the field that it takes
   */
  static <R> List<RowChunk<R>> of(List<R> rows, List<TargetColumn> columns, RowText<R> text) {
    List<RowChunk<R>> chunks = new ArrayList<>();
    RowChunk<R> filling = empty(columns);
    long characters = 0;
    for (R row : rows) {
      characters += filling.add(row, columns, text);
      if (filling.rows.size() == ROWS_MAX || characters > CHARACTERS_MAX) {
        chunks.add(filling);
        filling = empty(columns);
        characters = 0;
      }
    }
    if (!filling.rows.isEmpty()) {
      chunks.add(filling);
    }
    return chunks;
  }

  private static <R> RowChunk<R> empty(List<TargetColumn> columns) {
    List<List<@Nullable String>> texts = new ArrayList<>(columns.size());
    columns.forEach(column -> texts.add(new ArrayList<>()));
    return new RowChunk<>(new ArrayList<>(), texts);
  }

  private long add(R row, List<TargetColumn> columns, RowText<R> text) {
    long characters = 0;
    for (int i = 0; i < columns.size(); i++) {
      String value = text.of(row, columns.get(i));
      texts.get(i).add(value);
      characters += value == null ? 0 : value.length();
    }
    rows.add(row);
    return characters;
  }

  ArrayParameters parameters() {
    ArrayParameters parameters = new ArrayParameters();
    texts.forEach(parameters::with);
    return parameters;
  }
}
