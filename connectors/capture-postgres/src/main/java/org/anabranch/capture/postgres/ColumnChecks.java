package org.anabranch.capture.postgres;

import io.debezium.relational.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.capture.config.Problems;
import org.anabranch.model.change.TableName;

/** Whether every captured column can travel, and every key be told from others by its bytes. */
final class ColumnChecks {

  /**
   * One row per column: its table, name, type, the type under its domains, if any, and whether
   * keyed.
   */
  private static final String COLUMNS =
      """
      SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
             base.typname, base.typtype, base.typcategory, base.oid <> a.atttypid,
             EXISTS (
               SELECT FROM pg_catalog.pg_index i
               WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey)
                 AND (i.indisprimary OR NOT EXISTS (
                   SELECT FROM pg_catalog.pg_index p WHERE p.indrelid = c.oid AND p.indisprimary)))
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      CROSS JOIN LATERAL (
        WITH RECURSIVE under AS (
          SELECT t.oid, t.typname, t.typtype, t.typcategory, t.typbasetype
          FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid
          UNION ALL
          SELECT t.oid, t.typname, t.typtype, t.typcategory, t.typbasetype
          FROM under u JOIN pg_catalog.pg_type t ON u.typtype = 'd' AND t.oid = u.typbasetype)
        SELECT * FROM under WHERE typtype <> 'd') base
      WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      ORDER BY 1, 2, a.attnum
      """;

  private static final String SESSION =
      """
      SELECT current_setting('IntervalStyle') = 'postgres', current_setting('bytea_output') = 'hex',
             1234.5::money::text ~ '^[^0-9]*1,?234[.]50?[^0-9]*$'
      """;

  /** Types that have more than one text for what they take for equal. */
  private static final Set<String> AMBIGUOUS = Set.of("interval", "jsonb", "citext", "hstore");

  private ColumnChecks() {}

  static void check(
      Connection connection,
      DatabaseAccess access,
      Map<String, String> config,
      List<CapturedTable> tables,
      Problems problems)
      throws SQLException {
    Set<TableName> captured = new HashSet<>();
    tables.forEach(table -> captured.add(table.tableName()));
    String keys = config.getOrDefault("message.key.columns", "");
    try (Statement statement = connection.createStatement()) {
      Session session = session(statement);
      try (ResultSet row = statement.executeQuery(COLUMNS)) {
        while (row.next()) {
          TableName table = new TableName(row.getString(1), row.getString(2));
          TableId id = new TableId(null, table.schema(), table.table());
          if (captured.contains(table) && access.captures(id, row.getString(3))) {
            check(column(row, table, keys), session, problems);
          }
        }
      }
    }
  }

  /** How the capture's sessions write values. */
  private record Session(boolean plainIntervals, boolean hexadecimal, boolean pointInMoney) {}

  private static Session session(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(SESSION)) {
      row.next();
      return new Session(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3));
    }
  }

  /**
   * @param base the name of the type under all domains
   * @param kind {@code pg_type.typtype}
   * @param category {@code pg_type.typcategory}
   */
  private record TypedColumn(
      String place,
      String type,
      String base,
      String kind,
      String category,
      boolean domain,
      boolean key) {

    boolean ambiguous() {
      return AMBIGUOUS.contains(base) || category.equals("A") || !Set.of("b", "e").contains(kind);
    }

    String subject() {
      return "Column " + place + " of type " + type;
    }
  }

  private static TypedColumn column(ResultSet row, TableName table, String messageKeys)
      throws SQLException {
    String name = row.getString(3);
    boolean key =
        messageKeys.contains(table.table())
            ? KeyColumns.named(messageKeys, name)
            : row.getBoolean(9);
    return new TypedColumn(
        CapturedTable.quoted(table.schema())
            + "."
            + CapturedTable.quoted(table.table())
            + "."
            + CapturedTable.quoted(name),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getBoolean(8),
        key);
  }

  private static void check(TypedColumn column, Session session, Problems problems) {
    if (column.key() && column.ambiguous()) {
      problems.add(
          "message.key.columns",
          column.subject()
              + " is part of the key, but has several texts for what it takes for equal, so"
              + " regions could take one row for two. Name other columns that identify a row, or"
              + " exclude the table");
    }
    if (column.domain() && column.base().equals("timetz")) {
      problems.add(
          "column.exclude.list",
          column.subject()
              + " is a domain over timetz, whose offsets Debezium loses. Leave it out with"
              + " column.exclude.list, or let the column be timetz");
    }
    switch (column.base()) {
      case "interval", "_interval" -> {
        if (!session.plainIntervals()) {
          setting(column, "IntervalStyle", "postgres", problems);
        }
      }
      case "bytea" -> {
        if (!session.hexadecimal()) {
          setting(column, "bytea_output", "hex", problems);
        }
      }
      case "money", "_money" -> {
        if (!session.pointInMoney()) {
          setting(column, "lc_monetary", "C", problems);
        }
      }
      default -> {
        // Any session writes it the same.
      }
    }
  }

  private static void setting(TypedColumn column, String name, String value, Problems problems) {
    problems.add(
        "database.user",
        column.subject()
            + " would be read wrongly under this session's "
            + name
            + ". Run: ALTER ROLE <role> SET "
            + name
            + " = '"
            + value
            + "', or leave the column out with column.exclude.list");
  }
}
