package org.anabranch.store.postgres.resend;

import org.anabranch.store.postgres.catalog.SqlName;

/**
 * The rows of a table that belong to subjects, by a column.
 *
 * @param table where the rows are
 * @param column the column that holds the subject
 */
record SubjectColumn(SqlName table, String column) {

  /**
   * Reads {@code schema.table:column}.
   *
   * @throws IllegalArgumentException where it is not of this form
   */
  static SubjectColumn parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || text.substring(colon + 1).isBlank()) {
      throw new IllegalArgumentException(
          "Give a table and the column that holds the subject, for example"
              + " assistant.profile:user_id");
    }
    return new SubjectColumn(
        SqlName.parse(text.substring(0, colon).strip()), text.substring(colon + 1).strip());
  }

  /**
   * Sets the column to itself in the rows of subjects.
   *
   * @param type of the elements of the array that is the only parameter
   */
  String update(String type) {
    String quoted = SqlName.quote(column);
    return "UPDATE %s SET %s = %s WHERE %s = ANY(CAST(? AS %s[]))"
        .formatted(
            table.sql(), quoted, quoted, type.equals("text") ? asText(quoted) : quoted, type);
  }

  private static String asText(String quoted) {
    return "CAST(" + quoted + " AS text)";
  }

  @Override
  public String toString() {
    return table + ":" + column;
  }
}
