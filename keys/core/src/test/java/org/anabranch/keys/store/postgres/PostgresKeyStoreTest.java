package org.anabranch.keys.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.KeyStoreContract;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.model.change.KeyHash;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresKeyStoreTest extends KeyStoreContract {

  private static @Nullable PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() {
    server().close();
  }

  private static PostgresServer server() {
    return Objects.requireNonNull(server);
  }

  private static PostgresDatabase database() {
    return server().database("keys");
  }

  private static PostgresStoreOptions options(String table) {
    return options(table, database().user(), database().password());
  }

  private static PostgresStoreOptions options(String table, String user, String password) {
    return new PostgresStoreOptions(
        database().jdbcUrl(), user, new Password(password), table, Duration.ofMillis(100));
  }

  @Override
  protected KeyStore open(boolean writes) {
    return new PostgresKeyStore(options("anabranch.data_key"), writes);
  }

  @Test
  void missing_tables_are_made_by_who_writes_only() {
    assertThatThrownBy(
            () -> {
              try (KeyStore store = new PostgresKeyStore(options("missing.data_key"), false)) {
                store.latest(fresh());
              }
            })
        .isInstanceOf(ConnectException.class)
        .isNotInstanceOf(RetriableException.class)
        .hasMessageContaining("There is no table missing.data_key");
  }

  @Test
  void a_role_that_only_reads_needs_no_more_than_select() throws Exception {
    StoredKey key = opened().add(key(fresh(), 1));
    database()
        .execute(
            "CREATE ROLE reader LOGIN PASSWORD 'reads'",
            "GRANT USAGE ON SCHEMA anabranch TO reader",
            "GRANT SELECT ON anabranch.data_key, anabranch.data_key_forgotten TO reader");
    PostgresStoreOptions reader = options("anabranch.data_key", "reader", "reads");
    try (KeyStore store = new PostgresKeyStore(reader, false)) {
      assertThat(store.find(key.id())).isEqualTo(key);
    }
    try (KeyStore store = new PostgresKeyStore(reader, true)) {
      assertThatThrownBy(() -> store.add(key(fresh(), 1)))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void a_wrong_password_is_not_tried_again() {
    PostgresStoreOptions wrong = options("anabranch.data_key", "nobody", "wrong-password");
    try (KeyStore store = new PostgresKeyStore(wrong, false)) {
      assertThatThrownBy(() -> store.latest(fresh()))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasMessageNotContaining("wrong-password");
    }
    assertThat(wrong.toString()).doesNotContain("wrong-password");
  }

  @Test
  void an_outage_passes() {
    KeyStore store = opened();
    StoredKey key = store.add(key(fresh(), 1));
    server().stop();
    assertThatThrownBy(() -> store.find(key.id())).isInstanceOf(RetriableException.class);
    assertThatThrownBy(() -> store.find(key.id())).isInstanceOf(RetriableException.class);
    server().startAgain();
    Await.until("the store answers again", SOON, () -> key.equals(store.find(key.id())));
  }

  @Test
  void destroyed_keys_remain_while_an_older_transaction_may_look_at_them() throws Exception {
    KeyStore store = opened();
    KeyHash subject = freshSubject();
    store.add(key(ofSubject(KeyPurpose.AUTHENTICATED, subject), 1));
    try (Connection older = database().connect();
        Statement statement = older.createStatement()) {
      older.setAutoCommit(false);
      older.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      store.forget("default", subject, 1);
      assertThat(store.remains(Set.of(subject))).isEqualTo(1);
      older.commit();
    }
    assertThat(store.remains(Set.of(subject))).isZero();
  }

  @Test
  void the_table_holds_no_wrapped_bytes_of_the_forgotten() throws Exception {
    KeyStore store = opened();
    KeyHash subject = freshSubject();
    store.add(key(ofSubject(KeyPurpose.AUTHENTICATED, subject), 1));
    store.forget("default", subject, 1_767_225_600_123L);
    try (Connection connection = database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT wrapped IS NULL, destroyed_at = '2026-01-01 00:00:00.123+00'"
                    + " FROM anabranch.data_key WHERE subject = '%s'".formatted(subject))) {
      assertThat(rows.next()).isTrue();
      assertThat(List.of(rows.getBoolean(1), rows.getBoolean(2))).containsExactly(true, true);
    }
  }
}
