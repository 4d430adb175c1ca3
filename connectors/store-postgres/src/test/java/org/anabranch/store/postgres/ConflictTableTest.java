package org.anabranch.store.postgres;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.store.postgres.Transactions.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement.CloseConflicts;
import org.anabranch.sink.store.Statement.Closing;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The table of conflicts: its layout, and what it costs to look for those that are unresolved. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConflictTableTest {

  /** As the first release made it. */
  private static final String FIRST_LAYOUT =
      """
      CREATE TABLE anabranch.conflict (
        id uuid PRIMARY KEY, table_schema text, table_name text, key_hash bytea, key jsonb,
        winner_origin text, winner_stamp bigint,
        winner_at timestamptz GENERATED ALWAYS AS
          (to_timestamp(NULLIF(winner_stamp, 0) / 65536 / 1000.0::float8)) STORED,
        winner_committed_at timestamptz, winner_row jsonb, winner_row_certain bool,
        loser_origin text, loser_stamp bigint,
        loser_at timestamptz GENERATED ALWAYS AS
          (to_timestamp(NULLIF(loser_stamp, 0) / 65536 / 1000.0::float8)) STORED,
        loser_committed_at timestamptz, loser_row jsonb, loser_row_certain bool,
        strategy text,
        verdict text NOT NULL CHECK (verdict IN ('settled', 'open', 'quarantined')),
        reason text, topic text, "partition" int, "offset" bigint,
        detected_at timestamptz NOT NULL DEFAULT now(), resolved_at timestamptz, resolved_by text)
      """;

  private static final String COLUMNS =
      """
      SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)
      FROM pg_attribute WHERE attrelid = 'anabranch.conflict'::regclass AND attnum > 0
      """;

  private static final String INDEXES =
      """
      SELECT string_agg(indexdef, E'\\n' ORDER BY indexdef) FROM pg_indexes
      WHERE schemaname = 'anabranch' AND tablename = 'conflict'
      """;

  private static final Map<String, String> REQUIRE =
      Map.of(PostgresStoreOptions.SCHEMA_MANAGEMENT, "require");
  private static final int OLD_CONFLICTS = 100_000;

  private final TestDatabase database = TestDatabase.with();

  private static Conflict conflict(long id) {
    Arrival winner = by(B, 9).writes(id, "winner").arrival();
    Arrival loser = by(A, 7).writes(id, "loser").arrival();
    return new Conflict(
        winner,
        new Version.Brought(winner.change().id(), winner),
        new Version.Brought(loser.change().id(), loser),
        "version-vector",
        Verdict.OPEN,
        null);
  }

  private void makeOlder() {
    try (PostgresContextStore store = database.open()) {
      store.prepare(Set.of());
    }
    database.execute("DROP TABLE anabranch.conflict", FIRST_LAYOUT);
  }

  @Test
  void a_table_of_the_first_release_is_brought_into_the_present_layout() {
    TestDatabase fresh = TestDatabase.with();
    try (PostgresContextStore store = fresh.open()) {
      store.prepare(Set.of());
    }
    makeOlder();

    try (PostgresContextStore store = database.open()) {
      store.prepare(Set.of());
      run(store, new RecordConflicts(List.of(conflict(1))));
    }

    assertThat(database.text(COLUMNS)).isEqualTo(fresh.text(COLUMNS));
    assertThat(database.text(INDEXES)).isEqualTo(fresh.text(INDEXES));
  }

  @Test
  void what_the_first_release_recorded_is_closed_as_well() {
    makeOlder();
    database.execute(
        """
        INSERT INTO anabranch.conflict (id, table_schema, table_name, key_hash, winner_origin,
          winner_stamp, loser_origin, loser_stamp, verdict)
        VALUES (gen_random_uuid(), 'contract', 'note', '\\x%s', 'b', 9, 'a', 7, 'open')
        """
            .formatted(keyOf(1).hash()));

    try (PostgresContextStore store = database.open()) {
      store.prepare(Set.of());
      List<UnresolvedConflict> found =
          Objects.requireNonNull(run(store, new UnresolvedConflicts(List.of(keyOf(1)))));
      assertThat(found)
          .singleElement()
          .satisfies(conflict -> assertThat(conflict.loser().sequence()).isEqualTo(new Stamp(7)));
    }
  }

  @Test
  void where_the_administrator_creates_the_tables_the_statements_are_told() {
    makeOlder();

    String told;
    try (PostgresContextStore store = database.open(REQUIRE)) {
      Throwable refused = catchThrowable(() -> store.prepare(Set.of()));
      assertThat(refused)
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("anabranch.conflict is of an older layout");
      told = String.valueOf(refused.getMessage());
    }
    database.execute(told.substring(told.indexOf("ALTER TABLE")));

    try (PostgresContextStore store = database.open(REQUIRE)) {
      store.prepare(Set.of());
      run(store, new RecordConflicts(List.of(conflict(1))));
    }
  }

  @Test
  void a_role_that_does_not_own_the_table_is_told_what_its_owner_has_to_run() {
    makeOlder();
    database.execute(
        "DO $$ BEGIN CREATE ROLE conflict_reader LOGIN PASSWORD 'x';"
            + " EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "GRANT ALL ON SCHEMA anabranch TO conflict_reader",
        "GRANT ALL ON ALL TABLES IN SCHEMA anabranch TO conflict_reader");
    Map<String, String> asRole =
        Map.of(ConnectionOptions.USER, "conflict_reader", ConnectionOptions.PASSWORD, "x");

    try (PostgresContextStore store = database.open(asRole)) {
      assertThatThrownBy(() -> store.prepare(Set.of()))
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("Run as its owner")
          .hasMessageContaining("ALTER TABLE \"anabranch\".\"conflict\"");
    }
  }

  @Test
  void a_table_of_another_name_has_an_index_of_its_own() {
    database.execute("CREATE SCHEMA audit");
    String longest = "audit." + "\u00e4".repeat(31);
    for (String name : List.of("audit.one", "audit.two", longest)) {
      try (PostgresContextStore store =
          database.open(Map.of(PostgresStoreOptions.CONFLICT_TABLE, name))) {
        store.prepare(Set.of());
      }
    }

    assertThat(
            database.text(
                "SELECT count(*) FROM pg_indexes WHERE schemaname = 'audit'"
                    + " AND indexdef LIKE '%WHERE (resolved_at IS NULL)'"))
        .isEqualTo("3");
  }

  @Test
  void old_conflicts_that_are_closed_are_not_read() {
    try (PostgresContextStore store = database.open()) {
      store.prepare(Set.of());
      database.execute(
          """
          INSERT INTO anabranch.conflict (id, table_schema, table_name, lane, key_hash,
            winner_origin, winner_stamp, loser_origin, loser_stamp, verdict, resolved_at)
          SELECT gen_random_uuid(), 'contract', 'note', 1, decode(md5(n::text), 'hex'), 'b', 9, 'a',
            7, 'open', now()
          FROM generate_series(1, %d) n
          """
              .formatted(OLD_CONFLICTS),
          "ANALYZE anabranch.conflict");
      run(store, new RecordConflicts(List.of(conflict(7), conflict(8))));
    }
    long before = rowsRead();

    List<VersionKey> keys = LongStream.rangeClosed(1, 5_000).mapToObj(NoteChange::keyOf).toList();
    try (PostgresContextStore store = database.open()) {
      store.prepare(Set.of());
      List<UnresolvedConflict> found =
          Objects.requireNonNull(run(store, new UnresolvedConflicts(keys)));
      assertThat(found).hasSize(2);
      run(
          store,
          new CloseConflicts(
              found.stream()
                  .map(one -> new Closing(one.id(), by(C, 12).writes(7, "x").change().id(), 1))
                  .toList()));
      assertThat(run(store, new UnresolvedConflicts(keys))).isEmpty();
    }

    assertThat(rowsRead() - before).as("rows of the table that were read").isLessThan(100);
  }

  @Test
  void among_many_keys_of_several_tables_those_are_found_that_are_found_one_by_one() {
    List<TableName> tables =
        List.of(NoteChange.TABLE, new TableName("contract", "other"), new TableName("x", "note"));
    List<VersionKey> keys =
        tables.stream()
            .flatMap(table -> LongStream.rangeClosed(1, 200).mapToObj(id -> ofTable(table, id)))
            .toList();
    try (PostgresContextStore store = database.open()) {
      store.prepare(Set.of());
      run(store, new RecordConflicts(List.of(conflict(7), conflict(8), conflict(1_000))));
      // The same key in another table, that key once more, one that is resolved, one without loser.
      List<String> others =
          List.of("8, 'a', NULL", "8, 'c', NULL", "9, 'a', now()", "10, NULL, NULL");
      for (String other : others) {
        long id = Long.parseLong(other.substring(0, other.indexOf(',')));
        database.execute(
            """
            INSERT INTO anabranch.conflict (id, table_schema, table_name, key_hash, winner_origin,
              winner_stamp, loser_stamp, verdict, loser_origin, resolved_at)
            VALUES (gen_random_uuid(), 'contract', 'other', '\\x%s', 'b', 9, 7, 'open', %s)
            """
                .formatted(keyOf(id).hash(), other.substring(other.indexOf(',') + 1)));
      }

      List<UnresolvedConflict> oneByOne =
          keys.stream()
              .flatMap(
                  key ->
                      Objects.requireNonNull(run(store, new UnresolvedConflicts(List.of(key))))
                          .stream())
              .toList();

      assertThat(run(store, new UnresolvedConflicts(keys)))
          .containsExactlyInAnyOrderElementsOf(oneByOne);
      assertThat(oneByOne)
          .extracting(UnresolvedConflict::key)
          .containsExactlyInAnyOrder(
              keyOf(7), keyOf(8), ofTable(tables.get(1), 8), ofTable(tables.get(1), 8));
    }
  }

  private static VersionKey ofTable(TableName table, long id) {
    VersionKey note = NoteChange.keyOf(id);
    return new VersionKey(table, note.lane(), note.hash());
  }

  /** Once the sessions have ended that read. */
  private long rowsRead() {
    Await.until(
        "no session of a sink is left",
        Await.DEADLINE,
        () ->
            database.text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND pid <> pg_backend_pid()"),
        "0"::equals);
    return Long.parseLong(
        Objects.requireNonNull(
            database.text(
                "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)"
                    + " FROM pg_stat_user_tables WHERE relname = 'conflict'")));
  }
}
