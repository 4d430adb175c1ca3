package org.anabranch.tools.database;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.tools.console.ToolException;

/** A table's name. What goes into SQL is quoted, so any name is safe. */
public record SqlName(String schema, String table) {

  private static final Pattern PART =
      Pattern.compile("\\G(?:\"((?:[^\"]|\"\")+)\"|([^\".]+))(\\.|$)");

  /**
   * Reads {@code schema.table} as it is written, in the case it is written in; a name with a dot or
   * a quote in it stands in double quotes, as in SQL.
   */
  public static SqlName parse(String text) {
    List<String> parts = new ArrayList<>();
    Matcher part = PART.matcher(text);
    int end = 0;
    boolean more = true;
    while (more && part.find()) {
      String quoted = part.group(1);
      parts.add(quoted != null ? quoted.replace("\"\"", "\"") : part.group(2));
      end = part.end();
      more = !part.group(3).isEmpty();
    }
    if (parts.size() != 2 || end != text.length() || more) {
      throw new ToolException(
          "'%s' is no table. Give schema.table, for example assistant.session".formatted(text));
    }
    return new SqlName(parts.get(0), parts.get(1));
  }

  /** {@code "schema"."table"}. */
  public String sql() {
    return quote(schema) + "." + quote(table);
  }

  public static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** As people write it, for messages and for the options. */
  @Override
  public String toString() {
    return plain(schema) + "." + plain(table);
  }

  private static String plain(String identifier) {
    return identifier.matches("[^\".\\s]+") ? identifier : quote(identifier);
  }
}
