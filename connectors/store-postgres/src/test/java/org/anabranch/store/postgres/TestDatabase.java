package org.anabranch.store.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.MergeStrategies;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/** A new database for one test, and stores over it. */
public final class TestDatabase {

  /** What is made of a query's rows. */
  public interface RowReader<R> {
    @Nullable R read(ResultSet rows) throws SQLException;
  }

  /** What stores over this database take for the time. */
  final AtomicLong nanoTime = new AtomicLong();

  private final PostgresDatabase database;

  private TestDatabase(PostgresDatabase database) {
    this.database = database;
  }

  public static TestDatabase with(String... statements) {
    TestDatabase created = new TestDatabase(SharedPostgres.newDatabase());
    created.execute(statements);
    return created;
  }

  public String name() {
    return database.name();
  }

  public String url() {
    return database.jdbcUrl();
  }

  public Connection connect() throws SQLException {
    return database.connect();
  }

  Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), user, password);
  }

  public void execute(String... statements) {
    try {
      database.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public <R> @Nullable R query(String sql, RowReader<R> reader) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return reader.read(rows);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The only value of a query. */
  public @Nullable String text(String sql) {
    return query(sql, rows -> rows.next() ? rows.getString(1) : null);
  }

  public static long number(ResultSet rows) throws SQLException {
    rows.next();
    return rows.getLong(1);
  }

  /** A store as the superuser, which nobody captures. */
  public PostgresContextStore open() {
    return open(Map.of());
  }

  /** A store with options that differ. */
  public PostgresContextStore open(Map<String, String> options) {
    return new PostgresContextStore(
        PostgresStoreOptions.of(configuration(options)),
        new ContextOptions(NoteChange.A, NoteChange.MEMBERS, null, NoteChange.LANES, null, 60_000),
        strategies(options),
        () -> nanoTime.get());
  }

  /** How a sink with such options merges tables. */
  public MergeStrategies strategies(Map<String, String> options) {
    Map<String, String> configuration = configuration(options);
    configuration.put(ContextOptions.ORIGIN, NoteChange.A.name());
    configuration.put(ContextOptions.ORIGINS, "a,b,c");
    return MergeSinkOptions.of(configuration).strategies();
  }

  /** The configuration of a sink into this database. */
  public Map<String, String> configuration(Map<String, String> options) {
    Map<String, String> configuration = new HashMap<>();
    configuration.put(ConnectionOptions.URL, database.jdbcUrl());
    configuration.put(ConnectionOptions.USER, database.user());
    configuration.put(ConnectionOptions.PASSWORD, database.password());
    configuration.put(PostgresStoreOptions.CAPTURE_PUBLICATION, "");
    configuration.putAll(options);
    return configuration;
  }
}
