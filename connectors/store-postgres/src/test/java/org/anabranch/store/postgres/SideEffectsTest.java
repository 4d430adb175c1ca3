package org.anabranch.store.postgres;

import static org.anabranch.store.postgres.Transactions.delete;
import static org.anabranch.store.postgres.Transactions.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rule M7: the sink writes without the application's triggers and cascades. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SideEffectsTest {

  private static final String ROLE = "plain_sink";

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA app",
          "CREATE TABLE app.session (id int PRIMARY KEY, v text)",
          "CREATE TABLE app.message (id int PRIMARY KEY, session int REFERENCES app.session"
              + " ON DELETE CASCADE)",
          "CREATE TABLE app.plain (id int PRIMARY KEY, v text)",
          "CREATE TABLE app.audit (id int, what text)",
          "CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              + " INSERT INTO app.audit VALUES (coalesce(NEW.id, OLD.id), TG_OP); RETURN NEW; END $$",
          "CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE ON app.session"
              + " FOR EACH ROW EXECUTE FUNCTION app.note()");

  private static RowChange session(int id) {
    return RowChange.of("app", "session").key("id", id).column("v", "x");
  }

  private static RowChange message(int id, int session) {
    return RowChange.of("app", "message")
        .key("id", id)
        .column("session", Schema.INT32_SCHEMA, session);
  }

  @Test
  void triggers_cascades_and_foreign_keys_stay_away() {
    try (PostgresContextStore store = database.open()) {
      upsert(store, message(1, 1));
      upsert(store, session(1));
      delete(store, session(1).deletes());
    }
    assertThat(database.text("SELECT count(*) FROM app.message")).isEqualTo("1");
    assertThat(database.text("SELECT count(*) FROM app.audit")).isEqualTo("0");
  }

  @Test
  void a_trigger_that_fires_for_replicated_writes_too_is_refused() {
    for (String mode : new String[] {"ALWAYS", "REPLICA"}) {
      database.execute("ALTER TABLE app.session ENABLE " + mode + " TRIGGER noted");
      try (PostgresContextStore store = database.open()) {
        assertThatThrownBy(() -> store.prepare(Set.of(new TableName("app", "session"))))
            .isInstanceOf(StoreException.Misconfigured.class)
            .hasMessageContaining("ALTER TABLE \"app\".\"session\" ENABLE TRIGGER \"noted\"");
      }
    }
    database.execute("ALTER TABLE \"app\".\"session\" ENABLE TRIGGER \"noted\"");
    try (PostgresContextStore store = database.open()) {
      upsert(store, session(1));
    }
  }

  @Test
  void a_partition_with_such_a_trigger_is_refused_with_its_table() {
    database.execute(
        "CREATE TABLE app.parted (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE app.part PARTITION OF app.parted DEFAULT",
        "CREATE TRIGGER inside AFTER INSERT ON app.part FOR EACH ROW EXECUTE FUNCTION app.note()",
        "ALTER TABLE app.part ENABLE ALWAYS TRIGGER inside");
    try (PostgresContextStore store = database.open()) {
      assertThatThrownBy(() -> store.prepare(Set.of(new TableName("app", "parted"))))
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("ALTER TABLE \"app\".\"part\" ENABLE TRIGGER \"inside\"");
    }
  }

  @Test
  void a_role_that_may_not_switch_triggers_off_writes_only_tables_without_side_effects() {
    plainRole();
    try (PostgresContextStore store = asPlainRole()) {
      upsert(store, RowChange.of("app", "plain").key("id", 1).column("v", "x"));
      assertThatThrownBy(() -> store.prepare(Set.of(new TableName("app", "session"))))
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("GRANT SET ON PARAMETER session_replication_role TO");
      database.execute("DROP TRIGGER noted ON app.session");
      assertThatThrownBy(() -> store.prepare(Set.of(new TableName("app", "session"))))
          .as("a cascade out of the table")
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("foreign key message_session_fkey");
    }
    database.execute("GRANT SET ON PARAMETER session_replication_role TO " + ROLE);
    try (PostgresContextStore store = asPlainRole()) {
      upsert(store, session(1));
    }
  }

  @Test
  void a_session_that_lost_the_setting_is_noticed_before_a_row_is_written() {
    WatermarkMove move =
        new WatermarkMove(
            new WatermarkKey(NoteChange.B, new TableName("app", "session"), 0),
            Watermark.NONE,
            new Watermark(new Stamp(1), VersionVector.EMPTY, 0, SnapshotProgress.NONE, 0));
    try (PostgresContextStore store = database.open()) {
      store.prepare(Set.of());
      // Stands for a pooler that hands the next transaction to another session.
      database.execute(
          "CREATE FUNCTION app.lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              + " SET session_replication_role = 'origin'; RETURN NULL; END $$",
          "CREATE TRIGGER lose AFTER INSERT ON anabranch.watermark EXECUTE FUNCTION app.lose()",
          "ALTER TABLE anabranch.watermark ENABLE ALWAYS TRIGGER lose");
      try (StoreTransaction transaction = store.begin()) {
        transaction.execute(new AdvanceWatermarks(List.of(move)));
        RowTarget row = session(1).target();
        assertThatThrownBy(() -> transaction.execute(new ClaimVersions(List.of(row.key()))))
            .isInstanceOf(StoreException.Misconfigured.class)
            .hasMessageContaining("pooler");
        assertThatThrownBy(
                () -> transaction.execute(new UpsertRows(row.key().table(), List.of(row))))
            .isInstanceOf(StoreException.Misconfigured.class)
            .hasMessageContaining("pooler");
      }
    }
  }

  @Test
  void rows_that_the_role_may_not_see_are_no_base_to_merge_on() {
    plainRole();
    database.execute("ALTER TABLE app.plain ENABLE ROW LEVEL SECURITY");
    try (PostgresContextStore store = asPlainRole()) {
      assertThatThrownBy(() -> store.prepare(Set.of(new TableName("app", "plain"))))
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("BYPASSRLS");
    }
  }

  @Test
  void a_right_that_is_missing_is_told_with_the_table() {
    plainRole();
    database.execute("REVOKE UPDATE ON app.plain FROM " + ROLE);
    try (PostgresContextStore store = asPlainRole()) {
      RowChange change = RowChange.of("app", "plain").key("id", 1).column("v", "x");
      assertThatThrownBy(() -> upsert(store, change))
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("app.plain")
          .hasMessageContaining("42501")
          .hasMessageContaining("GRANT");
    }
  }

  @Test
  void a_database_that_cannot_be_reached_may_come_back_and_a_wrong_role_stays_wrong() {
    try (PostgresContextStore store =
        database.open(Map.of(ConnectionOptions.URL, "jdbc:postgresql://127.0.0.1:1/app"))) {
      assertThatThrownBy(() -> store.prepare(Set.of()))
          .isInstanceOf(StoreException.Unreachable.class)
          .hasMessageContaining("127.0.0.1:1");
    }
    try (PostgresContextStore store =
        database.open(Map.of(ConnectionOptions.USER, "nobody_at_all"))) {
      assertThatThrownBy(() -> store.prepare(Set.of()))
          .isInstanceOf(StoreException.Misconfigured.class);
    }
  }

  @Test
  void a_view_is_no_table() {
    database.execute("CREATE VIEW app.seen AS SELECT * FROM app.plain");
    try (PostgresContextStore store = database.open()) {
      assertThatThrownBy(() -> store.prepare(Set.of(new TableName("app", "seen"))))
          .isInstanceOf(StoreException.Misconfigured.class);
    }
  }

  @Test
  void two_tables_that_the_format_makes_one_are_refused() {
    database.execute("CREATE SCHEMA other", "CREATE TABLE other.plain (id int PRIMARY KEY)");
    Map<String, String> format = Map.of(PostgresStoreOptions.TABLE_NAME_FORMAT, "app.${table}");
    try (PostgresContextStore store = database.open(format)) {
      assertThatThrownBy(
              () ->
                  store.prepare(
                      Set.of(new TableName("app", "plain"), new TableName("other", "plain"))))
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("table.name.format");
    }
  }

  private void plainRole() {
    database.execute(
        "DO $$ BEGIN CREATE ROLE "
            + ROLE
            + " LOGIN PASSWORD 'plain';"
            + " EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "REVOKE SET ON PARAMETER session_replication_role FROM " + ROLE,
        "GRANT CREATE ON DATABASE " + database.name() + " TO " + ROLE,
        "GRANT USAGE ON SCHEMA app TO " + ROLE,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO " + ROLE);
  }

  private PostgresContextStore asPlainRole() {
    return database.open(Map.of(ConnectionOptions.USER, ROLE, ConnectionOptions.PASSWORD, "plain"));
  }
}
