package org.anabranch.store.postgres;

import static org.anabranch.store.postgres.Transactions.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.RecordRefusals;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.anabranch.store.postgres.schema.SinkSchema;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemaTest {

  private static final Map<String, String> CAPTURED =
      Map.of(
          PostgresStoreOptions.CAPTURE_PUBLICATION,
          "Captured",
          PostgresStoreOptions.CAPTURE_SLOT,
          "captured");
  private static final String MAKE_SLOT =
      "SELECT pg_create_logical_replication_slot('captured', 'pgoutput')";
  private static final String DROP_SLOT = "SELECT pg_drop_replication_slot('captured')";

  private final TestDatabase database = TestDatabase.with();

  @Test
  void tasks_that_start_at_once_create_the_tables_once() throws Exception {
    ExecutorService tasks = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> starts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        starts.add(
            () -> {
              try (PostgresContextStore store = database.open()) {
                store.prepare(Set.of());
                return true;
              }
            });
      }
      for (Future<Boolean> start : tasks.invokeAll(starts)) {
        assertThat(start.get()).isTrue();
      }
    } finally {
      tasks.shutdownNow();
      assertThat(tasks.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void where_the_administrator_creates_them_the_tables_are_demanded_and_the_ddl_makes_them() {
    Map<String, String> require = Map.of(PostgresStoreOptions.SCHEMA_MANAGEMENT, "require");
    try (PostgresContextStore store = database.open(require)) {
      assertThatThrownBy(() -> store.prepare(Set.of()))
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("anabranch.watermark")
          .hasMessageContaining("schema.management");
    }
    database.execute(new SinkSchema(SqlName.parse("anabranch.conflict")).ddl());
    try (PostgresContextStore store = database.open(require)) {
      assertThatCode(() -> store.prepare(Set.of())).doesNotThrowAnyException();
    }
  }

  @Test
  void nothing_is_written_before_the_capture_can_see_the_watermarks() {
    try (PostgresContextStore store = database.open(CAPTURED)) {
      assertWaits(store, "CREATE PUBLICATION \"Captured\"");
      assertThat(database.text("SELECT to_regclass('anabranch.watermark')::text"))
          .as("what the publication is to contain exists already")
          .isEqualTo("anabranch.watermark");

      database.execute("CREATE PUBLICATION \"Captured\"");
      assertWaits(store, "ALTER PUBLICATION \"Captured\" ADD TABLE anabranch.watermark");

      database.execute(
          "ALTER PUBLICATION \"Captured\" ADD TABLE anabranch.watermark",
          "ALTER PUBLICATION \"Captured\" SET (publish = 'insert')");
      assertWaits(store, "SET (publish = 'insert, update, delete, truncate')");

      database.execute(
          "ALTER PUBLICATION \"Captured\" SET (publish = 'insert, update, delete, truncate')");
      assertWaits(store, "The replication slot captured (capture.slot.name) does not exist");

      database.execute(MAKE_SLOT);
      store.prepare(Set.of());
      store.begin().close();
    } finally {
      database.execute(DROP_SLOT);
    }
  }

  private static void assertWaits(PostgresContextStore store, String statement) {
    assertThatThrownBy(() -> store.prepare(Set.of()))
        .isInstanceOf(StoreException.Unreachable.class)
        .hasMessageContaining(statement);
    assertThatThrownBy(store::begin).isInstanceOf(StoreException.Unreachable.class);
  }

  @Test
  void a_sink_that_runs_waits_once_the_slot_is_gone_and_goes_on_once_there_is_one() {
    database.execute("CREATE PUBLICATION \"Captured\" FOR ALL TABLES", MAKE_SLOT);
    try (PostgresContextStore store = database.open(CAPTURED)) {
      store.begin().close();
      database.execute(DROP_SLOT);
      store.begin().close();

      database.nanoTime.addAndGet(Duration.ofSeconds(3).toNanos());
      assertWaits(store, "The replication slot captured (capture.slot.name) does not exist");
      assertThatThrownBy(store::lanesInFlight).isInstanceOf(StoreException.Unreachable.class);

      database.execute(MAKE_SLOT);
      store.begin().close();

      database.execute("DROP PUBLICATION \"Captured\"");
      database.nanoTime.addAndGet(Duration.ofSeconds(3).toNanos());
      assertWaits(store, "CREATE PUBLICATION \"Captured\"");
    } finally {
      database.execute(DROP_SLOT);
    }
  }

  @Test
  void a_sink_that_lost_its_connection_looks_for_the_slot_at_once() {
    database.execute("CREATE PUBLICATION \"Captured\" FOR ALL TABLES", MAKE_SLOT);
    try (PostgresContextStore store = database.open(CAPTURED)) {
      store.begin().close();
      database.execute(DROP_SLOT);
      database.text(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
              + " WHERE application_name = 'anabranch sink' AND datname = current_database()");
      assertThatThrownBy(() -> run(store, new ReadPosition()))
          .isInstanceOf(StoreException.Unreachable.class);

      assertWaits(store, "The replication slot captured (capture.slot.name) does not exist");
    }
  }

  @Test
  void a_sink_waits_while_the_log_that_the_slot_kept_is_gone() {
    database.execute("CREATE PUBLICATION \"Captured\" FOR ALL TABLES", MAKE_SLOT);
    try (PostgresContextStore store = database.open(CAPTURED)) {
      store.begin().close();
      database.execute(
          "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
      String turn = "SELECT pg_switch_wal() FROM (SELECT pg_logical_emit_message(false, '', '')) m";
      Await.until(
          "the slot has lost its log",
          Await.DEADLINE,
          () -> {
            database.execute(turn, turn, turn, "CHECKPOINT");
            return "lost"
                .equals(
                    database.text(
                        "SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'captured'"));
          });

      database.nanoTime.addAndGet(Duration.ofSeconds(3).toNanos());
      assertWaits(store, "max_slot_wal_keep_size");
    } finally {
      database.execute(
          "ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()", DROP_SLOT);
    }
  }

  @Test
  void tables_of_an_older_layout_are_refused_with_the_statements_that_mend_them() {
    database.execute(
        "CREATE SCHEMA anabranch",
        "CREATE TABLE anabranch.watermark (origin text, table_schema text, table_name text,"
            + " lane int, stamp bigint NOT NULL, context bytea NOT NULL, floor bytea, updated_at"
            + " timestamptz NOT NULL DEFAULT now(),"
            + " PRIMARY KEY (origin, table_schema, table_name, lane))",
        "CREATE TABLE anabranch.version (table_schema text, table_name text, key_hash bytea,"
            + " vector bytea, PRIMARY KEY (table_schema, table_name, key_hash))",
        "CREATE VIEW anabranch.progress AS SELECT origin, updated_at AS merged_at"
            + " FROM anabranch.watermark",
        "INSERT INTO anabranch.watermark VALUES ('b', 'contract', 'note', 1, 9, '\\x01')");
    String mending;
    try (PostgresContextStore store = database.open()) {
      Throwable refused = catchThrowable(() -> store.prepare(Set.of()));
      assertThat(refused).isInstanceOf(StoreException.Misconfigured.class);
      mending = String.valueOf(refused.getMessage());
    }

    Matcher statements = Pattern.compile("and run: (.*)\\. What is missing").matcher(mending);
    assertThat(statements.find()).isTrue();
    database.execute(statements.group(1).split("; "));

    WatermarkKey stream = new WatermarkKey(NoteChange.B, NoteChange.TABLE, 1);
    try (PostgresContextStore store = database.open()) {
      assertThat(store.watermarks(Set.of(stream)))
          .containsExactly(
              Map.entry(
                  stream,
                  new Watermark(new Stamp(9), VersionVector.EMPTY, 0, SnapshotProgress.NONE, 0)));
      assertThat(store.lanesInFlight()).isEmpty();
    }
    assertThat(database.text("SELECT members FROM anabranch.progress")).isEqualTo("0".repeat(16));
  }

  @Test
  void a_publication_of_all_tables_will_do() {
    database.execute("CREATE PUBLICATION \"Captured\" FOR ALL TABLES", MAKE_SLOT);
    try (PostgresContextStore store = database.open(CAPTURED)) {
      store.begin().close();
    } finally {
      database.execute(DROP_SLOT);
    }
  }

  @Test
  void conflicts_show_both_rows_in_a_table_of_the_administrators_choice() {
    database.execute("CREATE SCHEMA \"Audit\"");
    Schema json = SchemaBuilder.string().name("io.debezium.data.Json").build();
    Schema moment = SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").build();
    RowChange winner =
        RowChange.of("app", "t")
            .key("id", 1)
            .column("doc", json, "{\"a\": [1, 2]}")
            .column("nul", "a\u0000b \"quoted\" \ud83c\udf89")
            .column("at", moment, 0L)
            .column("raw", Schema.BYTES_SCHEMA, new byte[] {1, (byte) 0xff})
            .column("real", Schema.FLOAT64_SCHEMA, Double.NaN)
            .column("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build(), List.of("x", "y"));
    var arrival = winner.arrival();
    Conflict conflict =
        new Conflict(
            arrival,
            new Version.Brought(arrival.change().id(), arrival),
            new Version.Found(
                RowChange.of("app", "t").key("id", 1).arrival().change().id(),
                new Stamp(1),
                "{\"doc\": \"\\u0000\"}",
                true),
            "last-writer-wins",
            Verdict.OPEN,
            null);
    Map<String, String> elsewhere = Map.of(PostgresStoreOptions.CONFLICT_TABLE, "Audit.Conflicts");
    try (PostgresContextStore store = database.open(elsewhere)) {
      run(store, new RecordConflicts(List.of(conflict)));
      run(store, new RecordRefusals(List.of(new Refusal(new RecordPlace("t", 1, 2), "why"))));
    }

    assertThat(
            database.text(
                "SELECT winner_row::text FROM \"Audit\".\"Conflicts\" WHERE key IS NOT NULL"))
        .isEqualTo(
            "{\"at\": \"1970-01-01 00:00:00.000000\", \"id\": 1, \"doc\": {\"a\": [1, 2]},"
                + " \"nul\": \"a\ufffdb \\\"quoted\\\" \ud83c\udf89\", \"raw\": \"\\\\x01ff\","
                + " \"real\": \"NaN\", \"tags\": [\"x\", \"y\"]}");
    assertThat(
            database.text(
                "SELECT jsonb_typeof(loser_row) || verdict || strategy || key::text"
                    + " || winner_row_certain FROM \"Audit\".\"Conflicts\" WHERE key IS NOT NULL"))
        .isEqualTo("stringopenlast-writer-wins{\"id\": 1}true");
    assertThat(
            database.text(
                "SELECT concat(verdict, topic, \"partition\", \"offset\", reason)"
                    + " FROM \"Audit\".\"Conflicts\" WHERE key IS NULL"))
        .isEqualTo("quarantinedt12why");
  }

  @Test
  void stamps_are_readable_for_people() {
    try (PostgresContextStore store = database.open()) {
      store.prepare(Set.of());
    }
    database.execute(
        "INSERT INTO anabranch.watermark (origin, table_schema, table_name, lane, stamp, context)"
            + " VALUES ('a', 's', 't', 0, (1767323045678 << 16) + 9, '')");

    assertThat(database.text("SELECT changed_at AT TIME ZONE 'UTC' FROM anabranch.progress"))
        .isEqualTo("2026-01-02 03:04:05.678");
  }

  @Test
  void the_view_tells_which_snapshots_run_and_which_members_a_stream_was_sent_to() {
    try (PostgresContextStore store = database.open()) {
      run(
          store,
          new AdvanceWatermarks(
              List.of(
                  move(
                      1,
                      new Watermark(
                          new Stamp(5),
                          VersionVector.EMPTY,
                          0,
                          new SnapshotProgress(new Stamp(4), new Stamp(4)),
                          0xabcL)),
                  move(
                      2,
                      new Watermark(
                          new Stamp(5), VersionVector.EMPTY, 0, SnapshotProgress.NONE, -1)))));
    }

    assertThat(
            database.text(
                "SELECT string_agg(concat_ws(' ', lane, snapshot_running, members), ', '"
                    + " ORDER BY lane) FROM anabranch.progress"))
        .isEqualTo("1 t 0000000000000abc, 2 f ffffffffffffffff");
  }

  private static WatermarkMove move(int lane, Watermark to) {
    return new WatermarkMove(
        new WatermarkKey(NoteChange.B, NoteChange.TABLE, lane), Watermark.NONE, to);
  }
}
