package org.anabranch.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.capture.ChangedKey;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** How often a capture asks its database about a batch, and that it is told the same. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JourneysTest {

  private static final TableName NOTES = new TableName("public", "notes");
  private static final ChangedKey KEY = new ChangedKey(NOTES, 3, KeyHash.of(new byte[32]));
  private static final ChangeId WINNER = new ChangeId(new Origin("there"), new Stamp(17));

  private static final String VERSION =
      "CREATE TABLE anabranch.version (table_schema text, table_name text, lane int, key_hash bytea,"
          + " hidden bool, winner_origin text, winner_stamp bigint)";
  private static final String ALTERED =
      "CREATE TABLE anabranch.altered (table_schema text, table_name text, column_name text)";
  private static final String HIDE =
      "INSERT INTO anabranch.version VALUES ('public', 'notes', 3, '\\x%s', true, 'there', 17)"
          .formatted("00".repeat(16));
  private static final String LIST =
      "INSERT INTO anabranch.altered VALUES ('public', 'notes', 't')";

  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void a_batch_is_one_journey_where_there_is_nothing_in_the_tables_of_the_sink() {
    CapturedDatabase database = new CapturedDatabase(server, "journeys");
    try (Asking capture = new Asking(database, null)) {
      capture.ask();
      assertThat(capture.told()).isEqualTo("{} {} 1");
      database.execute("CREATE SCHEMA anabranch");
      capture.ask();
      assertThat(capture.told()).isEqualTo("{} {} 1");
      database.execute(VERSION, ALTERED);
      capture.ask();
      assertThat(capture.told()).as("both are looked into when they appear").isEqualTo("{} {} 3");
      capture.ask();
      assertThat(capture.told()).isEqualTo("{} {} 1");
    }
  }

  @Test
  void what_is_in_the_tables_is_found_whether_they_were_there_before_or_not() {
    CapturedDatabase database = new CapturedDatabase(server, "found");
    String winner = Map.of(KEY, WINNER).toString();
    String columns = Map.of(NOTES, Set.of("t")).toString();
    try (Asking capture = new Asking(database, null)) {
      capture.ask();
      database.execute("CREATE SCHEMA anabranch", VERSION, ALTERED, HIDE, LIST);
      capture.ask();
      assertThat(capture.told()).isEqualTo(winner + " " + columns + " 3");
      database.execute("UPDATE anabranch.version SET hidden = false");
      capture.ask();
      assertThat(capture.told()).isEqualTo("{} " + columns + " 2");
      database.execute(
          "DELETE FROM anabranch.altered", "UPDATE anabranch.version SET hidden = true");
      capture.ask();
      assertThat(capture.told()).isEqualTo(winner + " {} 2");
    }
    try (Asking capture = new Asking(database, null)) {
      database.execute(LIST);
      capture.askWithoutTransactions();
      assertThat(capture.told()).as("rows of a snapshot").startsWith(winner + " " + columns);
    }
  }

  @Test
  void a_role_that_may_not_read_them_waits_for_transactions_all_the_same() {
    CapturedDatabase database = new CapturedDatabase(server, "refused");
    database.execute("CREATE ROLE reader LOGIN PASSWORD 'reader'");
    try (Asking capture = new Asking(database, "reader")) {
      database.execute("CREATE SCHEMA anabranch", VERSION, ALTERED);
      capture.await(capture.batch);
      capture.await(capture.batch);
      assertThat(capture.visible.horizon()).isNotNull();
      assertThatThrownBy(capture::ask)
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("The role needs SELECT on anabranch.version");
      database.execute(
          "GRANT USAGE ON SCHEMA anabranch TO reader",
          "GRANT SELECT ON anabranch.version TO reader");
      assertThatThrownBy(capture::ask)
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("GRANT SELECT ON anabranch.altered TO");
      database.execute("GRANT SELECT ON anabranch.altered TO reader", HIDE, LIST);
      capture.ask();
      assertThat(capture.told()).startsWith(Map.of(KEY, WINNER) + " " + Map.of(NOTES, Set.of("t")));
    }
  }

  /** A record of a transaction, with as much of Debezium's envelope as is asked for. */
  private static SourceRecord change(long transaction) {
    Schema source =
        SchemaBuilder.struct()
            .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
            .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    Schema envelope = SchemaBuilder.struct().field("source", source).build();
    Struct value = new Struct(envelope).put("source", new Struct(source).put("txId", transaction));
    return new SourceRecord(Map.of(), Map.of(), "notes", envelope, value);
  }

  /** A connection that writes down the statements that it sends, each a journey. */
  private static final class Counting extends PostgresConnection {

    private final List<String> statements;

    Counting(PostgresConnectorConfig config, List<String> statements) {
      super(config.getJdbcConfig(), "journeys");
      this.statements = statements;
    }

    @Override
    public synchronized Connection connection(boolean executeOnConnect) throws SQLException {
      Connection open = super.connection(executeOnConnect);
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("prepareStatement")) {
                  statements.add((String) arguments[0]);
                }
                try {
                  return method.invoke(open, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  /** What a capture asks about each batch. */
  private static final class Asking implements AutoCloseable {

    private final List<String> statements = new ArrayList<>();
    private final LastingConnection connection;
    private final HiddenWinners hidden;
    private final AlteredColumns altered;
    private final VisibleTransactions visible;
    private final List<SourceRecord> batch;
    private String told = "";

    /**
     * @param role who asks; null for who made the database
     */
    Asking(CapturedDatabase database, @Nullable String role) {
      Map<String, String> config = new HashMap<>(database.config());
      if (role != null) {
        config.put("database.user", role);
        config.put("database.password", role);
      }
      PostgresConnectorConfig debezium = new PostgresConnectorConfig(Configuration.from(config));
      connection =
          new LastingConnection(
              () -> new DatabaseAccess.Session(new Counting(debezium, statements)));
      hidden = new HiddenWinners(connection);
      altered = new AlteredColumns(connection);
      visible = new VisibleTransactions(connection, List.of(hidden.table(), altered.table()));
      visible.in("cluster");
      batch = List.of(change(database.number("SELECT txid_current() % 4294967296")));
    }

    void ask() {
      statements.clear();
      await(batch);
      look();
    }

    void askWithoutTransactions() {
      statements.clear();
      look();
    }

    private void look() {
      told = hidden.of(() -> Set.of(KEY)) + " " + altered.read() + " " + statements.size();
    }

    String told() {
      return told;
    }

    void await(List<SourceRecord> records) {
      try {
        visible.await(records);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
