package org.anabranch.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResendTest {

  private PostgresDatabase database = TwoServers.left();

  @BeforeEach
  void fresh() {
    database = TwoServers.left();
  }

  @AfterEach
  void dropSlots() throws SQLException {
    CapturedChanges.dropAll();
  }

  private CapturedChanges published(String... statements) throws SQLException {
    database.execute(statements);
    database.execute("CREATE PUBLICATION anabranch FOR ALL TABLES");
    return CapturedChanges.start(database);
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id int PRIMARY KEY|i",
        "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY|DEFAULT",
        "id uuid PRIMARY KEY|md5(i::text)::uuid",
        "id text PRIMARY KEY|chr(65 + i % 60) || E'\\\\''\"' || i",
        "id text COLLATE \"C\" PRIMARY KEY|i::text",
        "id bytea PRIMARY KEY|decode(lpad(to_hex(i), 8, '0'), 'hex')",
        "id timestamptz PRIMARY KEY|now() + i * interval '1 second'",
        "id char(9) PRIMARY KEY|i::text",
        "id numeric(9,2) PRIMARY KEY|i * 1.5",
      })
  void every_row_is_an_update_of_its_own_whatever_the_key(String column) throws SQLException {
    String[] parts = column.split("\\|", 2);
    String insert =
        parts[1].equals("DEFAULT")
            ? "INSERT INTO public.t (v) SELECT i::text FROM generate_series(1, 1003) i"
            : "INSERT INTO public.t (id, v) SELECT %s, i::text FROM generate_series(1, 1003) i"
                .formatted(parts[1]);
    CapturedChanges changes =
        published("CREATE TABLE public.t (%s, v text)".formatted(parts[0]), insert);
    long before = number("SELECT sum(hashtext(t::text)::bigint) FROM t");

    CommandRun run = CommandRun.resend(database, "--table=public.t", "--chunk-rows=100");

    assertThat(run.err()).contains("win against older edits").contains("done, 1003 rows");
    assertThat(run.out()).isEqualTo("sent 1003 rows of 1 tables\n");
    assertThat(run.status()).isZero();
    assertThat(changes.read()).isEqualTo(new CapturedChanges.Counts(0, 1003, 0, 11));
    assertThat(number("SELECT sum(hashtext(t::text)::bigint) FROM t")).isEqualTo(before);
  }

  @Test
  void names_that_need_quotes_and_keys_of_several_columns_are_no_matter() throws SQLException {
    CapturedChanges changes =
        published(
            "CREATE SCHEMA \"My App\"",
            "CREATE TYPE \"My App\".\"Kind\" AS ENUM ('z', 'a')",
            """
            CREATE TABLE "My App"."Odd.""Name" ("Tenant Id" int, "kind?" "My App"."Kind", n int,
              v text, PRIMARY KEY ("kind?", "Tenant Id"))
            """,
            """
            INSERT INTO "My App"."Odd.""Name"
            SELECT i, k::"My App"."Kind", i FROM generate_series(1, 50) i, (VALUES ('a'), ('z')) x(k)
            """);

    CommandRun run =
        CommandRun.resend(database, "--table=My App.\"Odd.\"\"Name\"", "--chunk-rows=7");

    assertThat(run.said()).contains("sent 100 rows");
    assertThat(changes.read().updates()).isEqualTo(100);

    CommandRun range =
        CommandRun.resend(
            database,
            "--table=My App.\"Odd.\"\"Name\"",
            "--chunk-rows=7",
            "--from-key=z",
            "--from-key=41",
            "--to-key=z");

    // The enum's order: z comes before a.
    assertThat(range.said()).contains("sent 10 rows");
  }

  @Test
  void only_the_range_and_the_rows_asked_for_are_sent() throws SQLException {
    CapturedChanges changes =
        published(
            "CREATE TABLE t (id int PRIMARY KEY, v jsonb)",
            "INSERT INTO t SELECT i, CASE WHEN i % 2 = 0 THEN '{\"even\": 1}'::jsonb ELSE '{}' END FROM generate_series(1, 100) i");

    CommandRun run =
        CommandRun.resend(
            database,
            "--table=public.t",
            "--from-key=11",
            "--to-key=30",
            "--where=v ? 'even' -- of the even ones");

    assertThat(run.said()).contains("sent 10 rows");
    assertThat(changes.read().updates()).isEqualTo(10);
  }

  @Test
  void a_dry_run_counts_and_changes_nothing() throws SQLException {
    CapturedChanges changes =
        published(
            "CREATE TABLE t (id int PRIMARY KEY)",
            "CREATE TABLE u (id int PRIMARY KEY)",
            "INSERT INTO t SELECT generate_series(1, 100)");

    CommandRun run = CommandRun.resend(database, "--all-tables", "--where=id > 90", "--dry-run");

    assertThat(run.out())
        .isEqualTo("public.t: 10 rows would be sent\npublic.u: 0 rows would be sent\n");
    assertThat(changes.read().transactions()).isZero();
  }

  @Test
  void partitions_are_sent_through_their_root() throws SQLException {
    CapturedChanges changes =
        published(
            "CREATE TABLE t (id int PRIMARY KEY, v text) PARTITION BY RANGE (id)",
            "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (50)",
            "CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (50) TO (1000)",
            "INSERT INTO t SELECT i, 'x' FROM generate_series(1, 100) i");

    CommandRun run = CommandRun.resend(database, "--table=public.t", "--chunk-rows=30");

    assertThat(run.said()).contains("sent 100 rows");
    assertThat(changes.read()).isEqualTo(new CapturedChanges.Counts(0, 100, 0, 4));
  }

  @Test
  void triggers_of_the_application_do_not_fire() throws SQLException {
    CapturedChanges changes = published(withTrigger());

    CommandRun run = CommandRun.resend(database, "--table=public.t");

    assertThat(run.said()).contains("sent 10 rows");
    assertThat(number("SELECT count(*) FROM audit")).isZero();
    assertThat(changes.read()).isEqualTo(new CapturedChanges.Counts(0, 10, 0, 1));
  }

  private static String[] withTrigger() {
    return new String[] {
      "CREATE TABLE t (id int PRIMARY KEY)",
      "INSERT INTO t SELECT generate_series(1, 10)",
      "CREATE TABLE audit (id serial PRIMARY KEY)",
      """
      CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO audit DEFAULT VALUES; RETURN NEW; END $$
      """,
      "CREATE TRIGGER audited AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION audited()"
    };
  }

  @Test
  void a_role_that_may_not_switch_triggers_off_is_told_the_grant_that_mends_it()
      throws SQLException {
    published(withTrigger());
    String role = "sender_" + database.name();
    database.execute(
        "CREATE TABLE plain (id int PRIMARY KEY)",
        "CREATE ROLE %s LOGIN PASSWORD 'x'".formatted(role),
        "GRANT SELECT, UPDATE ON t, plain TO " + role);
    String[] arguments = {"--user=" + role, "--table=public.t", "--password-file=" + password()};

    CommandRun refused = CommandRun.resend(database, arguments);

    assertThat(refused.status()).isEqualTo(2);
    String grant = "GRANT SET ON PARAMETER session_replication_role TO " + role;
    assertThat(refused.err()).contains("trigger audited of public.t").contains(grant);
    arguments[1] = "--table=public.plain";
    assertThat(CommandRun.resend(database, arguments).status()).isZero();

    database.execute(grant);
    arguments[1] = "--table=public.t";
    assertThat(CommandRun.resend(database, arguments).said()).contains("sent 10 rows");
    assertThat(number("SELECT count(*) FROM audit")).isZero();
  }

  private static java.nio.file.Path password() {
    try {
      java.nio.file.Path file = java.nio.file.Files.createTempFile("password", null);
      file.toFile().deleteOnExit();
      return java.nio.file.Files.writeString(file, "x\n");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void triggers_that_fire_for_replicated_writes_too_are_refused() throws SQLException {
    published(withTrigger());
    database.execute("ALTER TABLE t ENABLE ALWAYS TRIGGER audited");

    CommandRun run = CommandRun.resend(database, "--table=public.t");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("Run: ALTER TABLE \"public\".\"t\" ENABLE TRIGGER \"audited\"");
  }

  @Test
  void tables_that_nobody_would_hear_of_are_refused() throws SQLException {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE TABLE u (id int PRIMARY KEY)",
        "CREATE SCHEMA anabranch",
        "CREATE TABLE anabranch.watermark (id int PRIMARY KEY)",
        "CREATE PUBLICATION anabranch FOR TABLE t, anabranch.watermark",
        "CREATE PUBLICATION inserts FOR TABLE t WITH (publish = 'insert')");

    assertThat(CommandRun.resend(database, "--table=public.u").err())
        .contains("does not publish public.u");
    assertThat(CommandRun.resend(database, "--table=anabranch.watermark").err())
        .contains("the sink's own");
    assertThat(CommandRun.resend(database, "--table=public.T").err()).contains("There is public.t");
    assertThat(CommandRun.resend(database, "--table=public.t", "--publication=inserts").err())
        .contains("publishes no updates");
    assertThat(CommandRun.resend(database, "--table=public.t", "--publication=other").err())
        .contains("There is no publication 'other'");
    assertThat(CommandRun.resend(database, "--all-tables").out())
        .isEqualTo("sent 0 rows of 1 tables\n");
  }

  @Test
  void a_table_that_cannot_be_touched_is_refused_with_the_way_out() throws SQLException {
    CapturedChanges changes =
        published(
            "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
            "INSERT INTO t DEFAULT VALUES",
            "CREATE TABLE keyless (id int)");

    CommandRun run = CommandRun.resend(database, "--table=public.t");

    assertThat(run.status()).isEqualTo(2);
    assertThat(CommandRun.resend(database, "--table=public.keyless").err())
        .contains("has no primary key");
    String mend = "ALTER TABLE \"public\".\"t\" ALTER COLUMN \"id\" SET GENERATED BY DEFAULT";
    assertThat(run.err()).contains(mend);
    database.execute(mend);
    assertThat(CommandRun.resend(database, "--table=public.t").said()).contains("sent 1 rows");
    assertThat(changes.read().updates()).isEqualTo(1);
  }

  @Test
  void rows_that_the_application_holds_locked_are_waited_for() throws Exception {
    CapturedChanges changes =
        published(
            "CREATE TABLE t (id int PRIMARY KEY, v int)",
            "INSERT INTO t SELECT i, 0 FROM generate_series(1, 100) i");
    try (Connection application = database.connect();
        Statement statement = application.createStatement()) {
      application.setAutoCommit(false);
      statement.execute("UPDATE t SET v = 1 WHERE id = 50");
      CompletableFuture<CommandRun> run =
          CompletableFuture.supplyAsync(
              () -> CommandRun.resend(database, "--table=public.t", "--chunk-rows=10"));
      Await.until(
          "the resend waits for the row",
          Await.DEADLINE,
          () -> number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0);
      assertThat(run).isNotDone();
      application.commit();

      assertThat(run.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS).said())
          .contains("sent 100 rows");
    }
    assertThat(changes.read().updates()).isEqualTo(101);
    assertThat(number("SELECT v FROM t WHERE id = 50")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--table=t|is no table. Give schema.table",
        "--table=public.t --all-tables|Name tables with --table, or give --all-tables",
        "--quiet|Name tables with --table, or give --all-tables",
        "--all-tables --from-key=1|A range of keys is of one table",
        "--table=public.t --from-key=1 --from-key=2|The key of public.t has 1 columns",
        "--table=public.t --from-key=one|invalid input syntax for type integer",
        "--table=public.t --where=nonsense|column \"nonsense\" does not exist",
        "--table=public.t --chunk-rows=0|--chunk-rows must be at least 1",
        "--table=public.t --rows-per-second=-1|--rows-per-second not negative",
        "--table=public.t --bogus|Unknown option: '--bogus'",
      })
  void bad_options_are_told(String test) throws SQLException {
    String[] parts = test.split("\\|", 2);
    published("CREATE TABLE t (id int PRIMARY KEY)");

    CommandRun run = CommandRun.resend(database, parts[0].split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(parts[1]).doesNotContain("\tat ");
  }
}
