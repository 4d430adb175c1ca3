package org.anabranch.store.postgres.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.change.TableName;

/**
 * How a table's logical name becomes the physical one: a schema and a name, separated by one dot,
 * with the placeholders {@code ${schema}} and {@code ${table}}.
 */
public final class TableNameFormat {

  public static final String DEFAULT = "${schema}.${table}";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

  private final String schema;
  private final String table;

  private TableNameFormat(String schema, String table) {
    this.schema = schema;
    this.table = table;
  }

  /**
   * Reads a format.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static TableNameFormat parse(String format) {
    String[] parts = format.split("\\.", -1);
    if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
      throw new IllegalArgumentException(
          "Give a schema and a table name separated by one dot, for example " + DEFAULT);
    }
    Matcher placeholders = PLACEHOLDER.matcher(format);
    while (placeholders.find()) {
      String name = placeholders.group(1);
      if (!name.equals("schema") && !name.equals("table")) {
        throw new IllegalArgumentException(
            "${" + name + "} is unknown; there are ${schema} and ${table}");
      }
    }
    if (!format.contains("${table}")) {
      throw new IllegalArgumentException("Without ${table} all tables would be one");
    }
    return new TableNameFormat(parts[0], parts[1]);
  }

  public SqlName physical(TableName logical) {
    return new SqlName(fill(schema, logical), fill(table, logical));
  }

  private static String fill(String part, TableName logical) {
    return PLACEHOLDER
        .matcher(part)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1).equals("schema") ? logical.schema() : logical.table()));
  }
}
