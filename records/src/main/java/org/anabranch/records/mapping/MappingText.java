package org.anabranch.records.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/**
 * Reads a mapping: {@code schema.table = database.collection (column type = path, …); …}. A column
 * without a path is the field of its own name; the path {@code *} is all that is left. {@code
 * objectId} behind a path says that the texts of the column are ObjectIds there.
 */
final class MappingText {

  private static final String NAME = "([^\\s.=;(),]+)";

  /** Names of collections may have dots in them. */
  private static final Pattern TABLE =
      Pattern.compile(
          "\\s*"
              + NAME
              + "\\."
              + NAME
              + "\\s*=\\s*"
              + NAME
              + "\\.([^\\s=;(),]+)\\s*\\(([^()]*)\\)\\s*");

  private static final Pattern COLUMN =
      Pattern.compile(
          "\\s*([^\\s=]+)\\s+([^\\s=]+)(?:\\s*=\\s*([^\\s=]+)(?:\\s+([^\\s=]+))?)?\\s*");

  private static final String REST = "*";

  /** Sinks of MongoDB keep their own state there; captures leave it out. */
  private static final String DATABASE = "anabranch";

  private MappingText() {}

  /**
   * The mapping.
   *
   * @throws IllegalArgumentException with the table, what is wrong there, and the way out
   */
  static DocumentMapping parse(String text) {
    List<MappedTable> tables = new ArrayList<>();
    for (String entry : text.split(";", -1)) {
      if (!entry.isBlank()) {
        tables.add(table(entry, tables.size() + 1));
      }
    }
    return tables.isEmpty() ? DocumentMapping.NONE : new DocumentMapping(tables);
  }

  private static MappedTable table(String entry, int number) {
    Matcher table = TABLE.matcher(entry);
    if (!table.matches()) {
      throw new IllegalArgumentException(
          "table number "
              + number
              + " cannot be read. Write schema.table = database.collection (column type = path,"
              + " ...), and a semicolon between tables; types have no lengths");
    }
    TableName name = new TableName(table.group(1), table.group(2));
    TableName collection = new TableName(table.group(3), table.group(4));
    try {
      refuseTheSinks(collection);
      return columns(name, collection, table.group(5));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("table " + name + ": " + e.getMessage(), e);
    }
  }

  private static void refuseTheSinks(TableName collection) {
    if (collection.schema().equals(DATABASE)) {
      throw new IllegalArgumentException(
          "the database '"
              + DATABASE
              + "' is where sinks of MongoDB keep what they know. Name a collection of another");
    }
  }

  private static MappedTable columns(TableName table, TableName collection, String entries) {
    List<MappedColumn> columns = new ArrayList<>();
    String rest = null;
    int number = 0;
    for (String entry : entries.split(",", -1)) {
      number++;
      Matcher column = COLUMN.matcher(entry);
      if (!column.matches()) {
        throw new IllegalArgumentException(
            "column number "
                + number
                + " cannot be read. Write its name, its type, and = with the path of its field"
                + " where that is not called as the column is, or is an objectId");
      }
      if (!REST.equals(column.group(3))) {
        columns.add(column(column.group(1), column.group(2), column.group(3), column.group(4)));
      } else if (rest == null) {
        rest = rest(column.group(1), column.group(2), column.group(4));
      } else {
        throw new IllegalArgumentException("only one column can have the rest (*)");
      }
    }
    return new MappedTable(table, collection, columns, rest);
  }

  private static MappedColumn column(
      String name, String type, @Nullable String path, @Nullable String told) {
    try {
      return new MappedColumn(
          name, type(type, told), DocumentPath.parse(path == null ? name : path));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("column '" + name + "': " + e.getMessage(), e);
    }
  }

  private static ColumnType type(String type, @Nullable String told) {
    ColumnType parsed = ColumnType.parse(type);
    if (told == null) {
      return parsed;
    }
    if (!told.equalsIgnoreCase(ColumnType.OBJECT_ID)) {
      throw new IllegalArgumentException(
          "'%s' is nothing that a column can be in documents. Write %s, or nothing, behind the path"
              .formatted(told, ColumnType.OBJECT_ID));
    }
    return parsed.asObjectId();
  }

  private static String rest(String name, String type, @Nullable String told) {
    ColumnType parsed = type(type, told);
    if (parsed.array() || !parsed.scalar().isJson()) {
      throw new IllegalArgumentException(
          "column '" + name + "' is to have the rest (*), so it has to be jsonb or json");
    }
    return name;
  }
}
