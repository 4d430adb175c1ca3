package org.anabranch.tools.compare;

import java.util.List;
import org.anabranch.tools.database.SqlName;

/** The hash of a row's content, as SQL. */
public final class RowHash {

  private RowHash() {}

  /**
   * SHA-256 of the text of these columns as one composite value, which tells NULL from an empty
   * text and where a column ends.
   */
  public static String sql(String alias, List<String> columns) {
    List<String> quoted =
        columns.stream().map(column -> alias + "." + SqlName.quote(column)).toList();
    return "sha256(convert_to(ROW(%s)::text, 'UTF8'))".formatted(String.join(", ", quoted));
  }
}
