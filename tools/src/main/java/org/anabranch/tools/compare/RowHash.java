package org.anabranch.tools.compare;

import java.util.List;
import java.util.Set;
import org.anabranch.tools.database.SqlName;

/** The hash of a row's content, as SQL. */
public final class RowHash {

  private RowHash() {}

  /**
   * SHA-256 of the text of these columns as one composite value, which tells NULL from an empty
   * text and where a column ends.
   */
  public static String sql(String alias, List<String> columns) {
    return sql(alias, columns, Set.of());
  }

  /**
   * The same, whatever the order of some columns' elements is.
   *
   * @param sets columns that are arrays
   */
  public static String sql(String alias, List<String> columns, Set<String> sets) {
    List<String> values =
        columns.stream()
            .map(
                column -> {
                  String value = alias + "." + SqlName.quote(column);
                  return sets.contains(column) ? sorted(value) : value;
                })
            .toList();
    return "sha256(convert_to(ROW(%s)::text, 'UTF8'))".formatted(String.join(", ", values));
  }

  private static String sorted(String array) {
    return ("CASE WHEN %s IS NULL THEN NULL ELSE"
            + " ARRAY(SELECT e FROM unnest(%s) e ORDER BY e::text COLLATE pg_catalog.\"C\") END")
        .formatted(array, array);
  }
}
