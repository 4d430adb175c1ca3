package org.anabranch.store.postgres.statement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.store.postgres.catalog.TargetColumn;

/** Columns of a row in Postgres' own words, out of the columns of a query. */
final class ToldTexts {

  private ToldTexts() {}

  /**
   * Reads one row.
   *
   * @param first where the first of the columns is in the query's row
   * @param columns in the query's order
   * @param wanted which of them the row has
   */
  static ColumnTexts read(
      ResultSet row, int first, List<TargetColumn> columns, Predicate<TargetColumn> wanted)
      throws SQLException {
    ColumnTexts.Builder texts = new ColumnTexts.Builder();
    for (int i = 0; i < columns.size(); i++) {
      if (wanted.test(columns.get(i))) {
        texts.with(columns.get(i).name(), row.getString(first + i));
      }
    }
    return texts.build();
  }
}
