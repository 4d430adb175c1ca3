package org.anabranch.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CompareTest {

  /** Of the integer 42, from docs/formats/keys.md; the second with its secret. */
  private static final String HASH_42 = "3c3fe45445e589c9cacff2e23309b18a";

  private static final String KEYED_HASH_42 = "58c0055490fa75019c0f087e91a1497e";

  private PostgresDatabase left = TwoServers.left();
  private PostgresDatabase right = TwoServers.right();

  @BeforeEach
  void fresh() throws SQLException {
    left = TwoServers.left();
    right = TwoServers.right();
    both(VersionRows.TABLE);
  }

  private void both(String... statements) throws SQLException {
    left.execute(statements);
    right.execute(statements);
  }

  private void sessions() throws SQLException {
    both(
        "CREATE TABLE session (id int PRIMARY KEY, v text)",
        "INSERT INTO session SELECT i, 'secret-' || i FROM generate_series(1, 100) i",
        "CREATE PUBLICATION anabranch FOR TABLE session");
  }

  @Test
  void all_types_are_equal_whatever_the_databases_settings() throws SQLException {
    both(
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        """
        CREATE TABLE every (id uuid PRIMARY KEY, a smallint, b float4, c float8, d numeric, e money,
          f timestamptz, g timestamp, h interval, i bytea, j json, k jsonb, l text[], m mood,
          n date, o bool, p inet, q int4range, r bit varying, s char(5), t xml, u time, v tsvector)
        """,
        """
        INSERT INTO every SELECT md5(i::text)::uuid, i, i / 3.0, i / 7.0::float8, i * 1.10, i,
          '2026-01-02 03:04:05.678+00'::timestamptz + i * interval '1 day', '2026-01-02 03:04:05',
          i * interval '1 day 2 hours', decode(md5(i::text), 'hex'), '{"a": 1 }', '{"b": 2}',
          ARRAY['x', NULL, '"'], 'sad', '2026-02-03', true, '10.0.0.1', '[1,5)', B'101', 'ab',
          '<a/>', '01:02:03', 'a b'
        FROM generate_series(1, 500) i
        """,
        "CREATE PUBLICATION anabranch FOR TABLE every");
    String alter = "ALTER DATABASE " + right.name();
    right.execute(
        alter + " SET DateStyle = 'SQL, DMY'",
        alter + " SET TimeZone = 'Asia/Tokyo'",
        alter + " SET IntervalStyle = 'iso_8601'",
        alter + " SET bytea_output = 'escape'",
        alter + " SET extra_float_digits = 0");

    CommandRun run = CommandRun.compare(left, right, "--chunk-rows=100");

    assertThat(run.status()).as(run.said()).isZero();
    assertThat(run.err()).contains("compared 1 tables, 500 rows: equal");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void differences_are_told_by_the_hashes_of_their_keys_and_no_value_is_shown()
      throws SQLException {
    sessions();
    right.execute("UPDATE session SET v = 'secret-other' WHERE id = 42");
    right.execute("DELETE FROM session WHERE id = 7");
    right.execute("INSERT INTO session VALUES (1000, 'secret-new')");

    CommandRun run = CommandRun.compare(left, right);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("table +key hash +what +in flight\n")
        .containsPattern("public.session +" + HASH_42 + " +differs +no\n")
        .containsPattern("public.session +[0-9a-f]{32} +only left +no\n")
        .containsPattern("public.session +[0-9a-f]{32} +only right +no\n");
    assertThat(run.out().lines()).hasSize(4);
    assertThat(run.said()).contains("3 rows differ").doesNotContain("secret", "1000");

    CommandRun shown = CommandRun.compare(left, right, "--show-keys");
    assertThat(shown.out()).containsPattern("only right +no +id=1000\n").doesNotContain("secret");
  }

  @Test
  void the_order_of_a_set_says_nothing_where_it_is_named_as_one() throws SQLException {
    both(
        "CREATE TABLE tagged (id int PRIMARY KEY, tags text[], numbers int[], note text)",
        "CREATE PUBLICATION anabranch FOR TABLE tagged",
        "INSERT INTO tagged VALUES (1, '{a,b,NULL}', '{2,10}', 'x'), (2, NULL, '{}', 'x')");
    right.execute("UPDATE tagged SET tags = '{NULL,b,a}', numbers = '{10,2}' WHERE id = 1");

    CommandRun ordered = CommandRun.compare(left, right, "--set-column=tags");
    assertThat(ordered.status()).as("the other one counts as it is").isEqualTo(1);
    String[] sets = {"--set-column=tags", "--set-column=numbers", "--set-column=note"};
    CommandRun equal = CommandRun.compare(left, right, sets);
    assertThat(equal.status()).as(equal.said()).isZero();

    right.execute("UPDATE tagged SET tags = '{}' WHERE id = 2");
    assertThat(CommandRun.compare(left, right, sets).status()).isEqualTo(1);
    right.execute("UPDATE tagged SET tags = NULL, numbers = '{3}' WHERE id = 2");
    assertThat(CommandRun.compare(left, right, sets).status()).isEqualTo(1);
  }

  @Test
  void keys_are_hashed_under_the_secret_of_the_connectors() throws Exception {
    sessions();
    right.execute("DELETE FROM session WHERE id = 42");
    java.nio.file.Path secret = java.nio.file.Files.createTempFile("secret", null);
    secret.toFile().deleteOnExit();
    java.nio.file.Files.writeString(secret, "correct horse battery staple\n");

    CommandRun run = CommandRun.compare(left, right, "--key-secret-file=" + secret);

    assertThat(run.out()).contains(KEYED_HASH_42);
  }

  @Test
  void a_program_reads_the_same_as_json() throws Exception {
    sessions();
    right.execute("DELETE FROM session WHERE id = 42");

    CommandRun run = CommandRun.compare(left, right, "--format=json", "--show-keys");

    JsonNode table = new ObjectMapper().readTree(run.out()).get("tables").get(0);
    assertThat(table.get("table").asText()).isEqualTo("session");
    assertThat(table.get("rowsLeft").asInt()).isEqualTo(100);
    assertThat(table.get("rowsRight").asInt()).isEqualTo(99);
    JsonNode difference = table.get("differences").get(0);
    assertThat(difference.get("keyHash").asText()).isEqualTo(HASH_42);
    assertThat(difference.get("what").asText()).isEqualTo("only left");
    assertThat(difference.get("inFlight").asText()).isEqualTo("no");
    assertThat(difference.get("key").get("id").asText()).isEqualTo("42");
  }

  @Test
  void what_is_in_flight_in_either_region_is_undecided() throws SQLException {
    sessions();
    right.execute("UPDATE session SET v = 'other' WHERE id = 42");
    VersionRows.put(left, "session", HASH_42, false);

    CommandRun run = CommandRun.compare(left, right);

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).containsPattern(HASH_42 + " +differs +yes\n");

    right.execute("DELETE FROM session WHERE id = 1");
    assertThat(CommandRun.compare(left, right).status()).isEqualTo(1);
  }

  @Test
  void what_settles_meanwhile_is_no_difference() throws Exception {
    sessions();
    right.execute("UPDATE session SET v = 'other' WHERE id = 42");
    VersionRows.put(right, "session", HASH_42, false);
    CompletableFuture<CommandRun> run =
        CompletableFuture.supplyAsync(
            () -> CommandRun.compare(left, right, "--settle-ms=1", "--wait-ms=60000"));
    Await.until(
        "the comparison looks at the row again",
        Await.DEADLINE,
        () -> VersionRows.looks(right) > 2);
    left.execute("UPDATE session SET v = 'other' WHERE id = 42");

    CommandRun done = run.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);

    assertThat(done.status()).as(done.said()).isZero();
  }

  @Test
  void a_change_that_could_not_be_applied_is_told_as_quarantined() throws SQLException {
    sessions();
    right.execute("UPDATE session SET v = 'other' WHERE id = 42");
    VersionRows.put(right, "session", HASH_42, true);

    CommandRun run = CommandRun.compare(left, right);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).containsPattern(HASH_42 + " +differs +quarantined\n");
  }

  @Test
  void where_a_side_keeps_no_version_rows_nobody_knows_what_is_in_flight() throws SQLException {
    sessions();
    right.execute("DROP SCHEMA anabranch CASCADE", "DELETE FROM session WHERE id = 42");

    CommandRun run = CommandRun.compare(left, right);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).containsPattern(HASH_42 + " +only left +unknown\n");
  }

  @Test
  void columns_are_matched_by_name_and_those_of_one_side_told_once() throws SQLException {
    left.execute("CREATE TABLE session (id int PRIMARY KEY, a text, b text, old text)");
    right.execute("CREATE TABLE session (b text, id bigint PRIMARY KEY, a text)");
    left.execute("INSERT INTO session VALUES (1, 'a', 'b', 'c')");
    right.execute("INSERT INTO session VALUES ('b', 1, 'a')");

    CommandRun run = CommandRun.compare(left, right, "--table=public.session");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("public.session: column old is only left\n");
    CommandRun excluded =
        CommandRun.compare(left, right, "--table=public.session", "--exclude-column=old");
    assertThat(excluded.status()).as(excluded.said()).isZero();
  }

  @Test
  void a_table_that_is_missing_on_the_right_is_a_difference() throws SQLException {
    sessions();
    right.execute("DROP TABLE session");

    CommandRun run = CommandRun.compare(left, right);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("there is no such table on the right");
  }

  @Test
  void a_table_is_left_after_enough_differences() throws SQLException {
    sessions();
    right.execute("TRUNCATE session");

    CommandRun run = CommandRun.compare(left, right, "--differences-max=5", "--chunk-rows=2");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out().lines()).hasSize(7);
    assertThat(run.out()).contains("public.session: left after 5 differences; there are more");
  }

  @Test
  void nulls_and_empty_texts_differ_and_so_do_values_that_move_between_columns()
      throws SQLException {
    both("CREATE TABLE t (id int PRIMARY KEY, a text, b text)");
    left.execute("INSERT INTO t VALUES (1, NULL, 'x'), (2, 'a,b', ''), (3, 'q', NULL)");
    right.execute("INSERT INTO t VALUES (1, '', 'x'), (2, 'a', 'b,'), (3, NULL, 'q')");

    assertThat(CommandRun.compare(left, right, "--table=public.t").out().lines()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--table=public.other|There is no table public.other",
        "--publication=nobody|There is no publication 'nobody'",
        "--table=public.keyless|has no primary key",
        "--table=public.rekeyed|has another primary key on the right",
        "--format=xml|Invalid value for option '--format'",
        "--chunk-rows=0|must be at least 1",
        "--settle-ms=-1|must not be negative",
        "--key-secret-file=/nowhere/secret|cannot be read",
      })
  void bad_options_are_told(String test) throws SQLException {
    String[] parts = test.split("\\|", 2);
    sessions();
    both("CREATE TABLE keyless (id int)");
    left.execute("CREATE TABLE rekeyed (a int PRIMARY KEY, b int)");
    right.execute("CREATE TABLE rekeyed (a int, b int PRIMARY KEY)");

    CommandRun run = CommandRun.compare(left, right, parts[0]);

    assertThat(run.status()).as(run.said()).isEqualTo(2);
    assertThat(run.err()).contains(parts[1]).doesNotContain("\tat ");
  }
}
