package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;

/** One database for one test, and the configuration of its capture. */
final class CapturedDatabase {

  static final String WATERMARK =
      """
      CREATE TABLE anabranch.watermark (
        origin text, table_schema text, table_name text, lane int, stamp bigint NOT NULL,
        PRIMARY KEY (origin, table_schema, table_name, lane))
      """;

  private final PostgresDatabase database;
  private final String name;

  CapturedDatabase(PostgresServer server, String name) {
    this.name = name;
    this.database = server.database(name);
  }

  Connection connect() throws SQLException {
    return database.connect();
  }

  /** Runs statements, each in a transaction of its own. */
  void execute(String... statements) {
    try {
      database.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs statements in one transaction. */
  void transaction(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the sink does first in each of its transactions. */
  static String mark(String origin, String table, int lane, long stamp) {
    return "INSERT INTO anabranch.watermark VALUES ('%s', 'public', '%s', %d, %d)"
            .formatted(origin, table, lane, stamp)
        + " ON CONFLICT (origin, table_schema, table_name, lane)"
        + " DO UPDATE SET stamp = excluded.stamp";
  }

  void createWatermark() {
    execute("CREATE SCHEMA anabranch", WATERMARK);
  }

  /** The end of the log. */
  long position() {
    return Long.parseLong(query("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn").get(0));
  }

  /** Up to where a slot's log was confirmed. */
  long confirmed(String slot) {
    return Long.parseLong(
        query(
                "SELECT confirmed_flush_lsn - '0/0'::pg_lsn FROM pg_replication_slots"
                    + " WHERE slot_name = '"
                    + slot
                    + "'")
            .get(0));
  }

  /** Whether some publication contains a table of this name. */
  boolean published(String table) {
    return !query("SELECT 1 FROM pg_publication_tables WHERE tablename = '" + table + "'")
        .isEmpty();
  }

  /**
   * Everything that belongs to the application's tables: columns, indexes, constraints, triggers.
   */
  List<String> catalog() {
    return query(
        """
        SELECT 'column ' || attrelid::regclass || to_jsonb(a)::text
          FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid AND relnamespace::regnamespace::text = 'public'
        UNION ALL SELECT 'class ' || to_jsonb(c)::text
          FROM (SELECT relname, relkind, relreplident, relhastriggers, relhasrules, relchecks, reloptions
                FROM pg_class WHERE relnamespace::regnamespace::text NOT LIKE 'pg%') c
        UNION ALL SELECT 'constraint ' || conname FROM pg_constraint
        UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger
        UNION ALL SELECT 'event trigger ' || evtname FROM pg_event_trigger
        UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace::regnamespace::text NOT LIKE 'pg%'
        UNION ALL SELECT 'schema ' || nspname FROM pg_namespace
        ORDER BY 1
        """);
  }

  /** The one number that a query answers. */
  long number(String sql) {
    return Long.parseLong(query(sql).get(0));
  }

  private List<String> query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (row.next()) {
        values.add(row.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Map<String, String> config() {
    Map<String, String> config = new HashMap<>();
    config.put("name", name);
    config.put("connector.class", PostgresCaptureConnector.class.getName());
    config.put("database.hostname", database.host());
    config.put("database.port", String.valueOf(database.port()));
    config.put("database.user", database.user());
    config.put("database.password", database.password());
    config.put("database.dbname", database.name());
    config.put("slot.name", name);
    config.put("context.origin", "here");
    config.put("context.origins", "here,there");
    config.put("context.lanes", "4");
    config.put("topic.creation.default.partitions", "4");
    config.put("topic.creation.default.replication.factor", "1");
    config.put("heartbeat.interval.ms", "200");
    return config;
  }
}
