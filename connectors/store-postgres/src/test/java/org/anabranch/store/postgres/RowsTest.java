package org.anabranch.store.postgres;

import static org.anabranch.store.postgres.Transactions.delete;
import static org.anabranch.store.postgres.Transactions.lock;
import static org.anabranch.store.postgres.Transactions.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.VersionKey;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RowsTest {

  private static final String SECRET = "s3cret";

  private final TestDatabase database = TestDatabase.with("CREATE SCHEMA app");
  private PostgresContextStore store = database.open();

  @AfterEach
  void close() {
    store.close();
  }

  private PostgresContextStore reopen(Map<String, String> options) {
    store.close();
    store = database.open(options);
    return store;
  }

  private static RowChange change(String table) {
    return RowChange.of("app", table);
  }

  @Test
  void names_may_hold_anything() {
    database.execute(
        "CREATE SCHEMA \"My \"\"Schema\"\".1\"",
        "CREATE TABLE \"My \"\"Schema\"\".1\".\"select ' x\" (\"Key ?\" int, \"t\" text, \"c0\" text,"
            + " \"g\" int, \"ord\" text, PRIMARY KEY (\"Key ?\", \"t\"))");
    RowChange row =
        RowChange.of("My \"Schema\".1", "select ' x")
            .key("Key ?", 1)
            .key("t", Schema.STRING_SCHEMA, "a")
            .column("c0", "v")
            .column("g", Schema.INT32_SCHEMA, 2)
            .column("ord", "o");

    long writer = upsert(store, row);

    RowState found = lock(store, row);
    assertThat(found.writer()).isEqualTo(writer);
    assertThat(found.content())
        .isEqualTo("{\"Key ?\":1,\"t\":\"a\",\"c0\":\"v\",\"g\":2,\"ord\":\"o\"}");
    assertThat(found.sameAsArrival()).isTrue();
    delete(store, row.deletes());
    assertThat(lock(store, row)).isEqualTo(RowState.MISSING);
  }

  @Test
  void rows_that_are_looked_for_without_columns_are_told_as_those_that_are_compared() {
    database.execute(
        "CREATE TABLE app.looked (id int PRIMARY KEY, v text, w numeric)",
        "INSERT INTO app.looked VALUES (1, 'x', 1.0), (2, 'y', NULL)");
    List<RowChange> changes =
        IntStream.rangeClosed(1, 3)
            .mapToObj(id -> change("looked").key("id", id).column("v", "x"))
            .toList();
    List<RowTarget> compared = RowChange.targets(changes.toArray(new RowChange[0]));
    List<RowTarget> looked =
        compared.stream()
            .map(target -> new RowTarget(target.key(), target.arrival(), ColumnTexts.NONE))
            .toList();

    Map<VersionKey, RowState> states =
        Objects.requireNonNull(Transactions.run(store, new LockRows(looked)));

    assertThat(states).hasSize(3);
    Objects.requireNonNull(Transactions.run(store, new LockRows(compared)))
        .forEach(
            (key, state) -> {
              RowState found = Objects.requireNonNull(states.get(key));
              assertThat(found.exists()).isEqualTo(state.exists());
              assertThat(found.writer()).isEqualTo(state.writer());
              assertThat(found.content()).isEqualTo(state.content());
              assertThat(found.sameAsArrival()).isFalse();
            });
  }

  @Test
  void a_key_of_several_columns_names_one_row() {
    database.execute(
        "CREATE TABLE app.member (b int, a text, v text, PRIMARY KEY (a, b))",
        "INSERT INTO app.member VALUES (1, 'x', 'old'), (2, 'x', 'stays'), (1, 'y', 'stays')");

    upsert(
        store, change("member").key("a", Schema.STRING_SCHEMA, "x").key("b", 1).column("v", "new"));

    assertThat(database.text("SELECT string_agg(v, ',' ORDER BY a, b) FROM app.member"))
        .isEqualTo("new,stays,stays");
  }

  @Test
  void a_table_that_is_all_key_bears_the_mark_of_its_writer() {
    database.execute("CREATE TABLE app.pair (a int, b int, PRIMARY KEY (a, b))");
    RowChange pair = change("pair").key("a", 1).key("b", 2);
    long first = upsert(store, pair);

    long second = upsert(store, pair);

    assertThat(second).isNotEqualTo(first);
    assertThat(lock(store, pair).writer()).isEqualTo(second);
  }

  @Test
  void generated_columns_are_made_here_and_identity_columns_are_written() {
    database.execute(
        "CREATE TABLE app.numbered (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " n int GENERATED BY DEFAULT AS IDENTITY, v int, twice int GENERATED ALWAYS AS (v * 2)"
            + " STORED)");
    for (int v : new int[] {1, 2}) {
      upsert(
          store,
          change("numbered")
              .key("id", 77)
              .column("n", Schema.INT32_SCHEMA, 5)
              .column("v", Schema.INT32_SCHEMA, v)
              .column("twice", Schema.INT32_SCHEMA, 999));
    }

    assertThat(database.text("SELECT t::text FROM app.numbered t")).isEqualTo("(77,5,2,4)");
  }

  @Test
  void a_partitioned_table_is_written_through_its_root() {
    database.execute(
        "CREATE TABLE app.parted (id int, region text, v text, PRIMARY KEY (id, region))"
            + " PARTITION BY LIST (region)",
        "CREATE TABLE app.parted_eu PARTITION OF app.parted FOR VALUES IN ('eu')",
        "CREATE TABLE app.parted_us PARTITION OF app.parted FOR VALUES IN ('us')");
    RowChange eu = change("parted").key("id", 1).key("region", Schema.STRING_SCHEMA, "eu");
    RowChange us = change("parted").key("id", 1).key("region", Schema.STRING_SCHEMA, "us");

    long writer = upsert(store, eu.column("v", "x"), us.column("v", "y"));

    assertThat(database.text("SELECT v FROM app.parted_eu")).isEqualTo("x");
    assertThat(lock(store, us).writer()).isEqualTo(writer);
    delete(store, eu.deletes());
    assertThat(database.text("SELECT string_agg(v, ',') FROM app.parted")).isEqualTo("y");
  }

  @Test
  void tables_that_inherit_are_left_alone() {
    database.execute(
        "CREATE TABLE app.parent (id int PRIMARY KEY, v text)",
        "CREATE TABLE app.child (PRIMARY KEY (id)) INHERITS (app.parent)",
        "INSERT INTO app.child VALUES (1, 'in the child')");

    delete(store, change("parent").key("id", 1).deletes());

    assertThat(database.text("SELECT v FROM app.child")).isEqualTo("in the child");
  }

  @Test
  void a_column_that_must_not_be_null_keeps_its_value_where_a_change_does_not_carry_it() {
    database.execute(
        "CREATE TABLE app.message (id int PRIMARY KEY, body text NOT NULL, tokens int NOT NULL"
            + " DEFAULT 7, CHECK (length(body) > 3 OR tokens > 100))",
        "INSERT INTO app.message VALUES (1, 'a large body', 1)");

    upsert(
        store,
        change("message")
            .key("id", 1)
            .column("body", "placeholder")
            .column("tokens", Schema.INT32_SCHEMA, 2)
            .unchanged("body"));
    upsert(store, change("message").key("id", 2).column("body", "another body"));

    assertThat(database.text("SELECT string_agg(m::text, ' ' ORDER BY id) FROM app.message m"))
        .isEqualTo("(1,\"a large body\",2) (2,\"another body\",7)");
  }

  @Test
  void null_is_not_the_default() {
    database.execute("CREATE TABLE app.defaulted (id int PRIMARY KEY, v text DEFAULT 'default')");
    Schema defaulted = SchemaBuilder.string().optional().defaultValue("default").build();

    upsert(store, change("defaulted").key("id", 1).column("v", defaulted, null));

    assertThat(database.text("SELECT v FROM app.defaulted")).isNull();
  }

  @Test
  void a_value_too_long_is_refused_and_not_cut() {
    database.execute(
        "CREATE DOMAIN app.short AS varchar(3)",
        "CREATE TABLE app.tight (id int PRIMARY KEY, v varchar(3), c char(3), b bit(3), d app.short,"
            + " a varchar(3)[])");

    for (String column : new String[] {"v", "c", "b", "d"}) {
      RowChange change = change("tight").key("id", 1).column(column, "010101");
      assertThatThrownBy(() -> upsert(store, change))
          .as(column)
          .isInstanceOf(StoreException.RowsRefused.class)
          .hasMessageNotContaining("010101");
    }
    Schema array = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
    RowChange inArray = change("tight").key("id", 1).column("a", array, List.of("010101"));
    assertThatThrownBy(() -> upsert(store, inArray)).isInstanceOf(StoreException.RowsRefused.class);
    assertThat(database.text("SELECT count(*) FROM app.tight")).isEqualTo("0");
  }

  @Test
  void errors_name_the_place_and_never_a_value() {
    database.execute(
        "CREATE TABLE app.account (id int PRIMARY KEY, email text UNIQUE, age int CHECK (age > 0))",
        "INSERT INTO app.account VALUES (1, '" + SECRET + "', 1)");

    assertThatThrownBy(() -> upsert(store, change("account").key("id", 2).column("email", SECRET)))
        .isInstanceOf(StoreException.RowsRefused.class)
        .hasMessageContaining("23505")
        .hasMessageContaining("account_email_key")
        .satisfies(RowsTest::holdsNoValue);
    assertThatThrownBy(() -> upsert(store, change("account").key("id", 2).column("age", SECRET)))
        .isInstanceOf(StoreException.RowsRefused.class)
        .hasMessageContaining("22P02")
        .satisfies(RowsTest::holdsNoValue);
  }

  private static void holdsNoValue(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      assertThat(Objects.toString(cause.getMessage())).doesNotContain(SECRET);
    }
  }

  @Test
  void a_value_that_does_not_fit_its_column_is_named_by_column_and_type() {
    database.execute("CREATE TABLE app.typed (id int PRIMARY KEY, at timestamptz, raw bytea)");

    assertThatThrownBy(
            () ->
                upsert(
                    store, change("typed").key("id", 1).column("at", Schema.INT64_SCHEMA, 123456L)))
        .isInstanceOf(StoreException.RowsRefused.class)
        .hasMessageContaining("\"at\" (timestamptz)")
        .hasMessageContaining("app.typed")
        .hasMessageContaining("b.topic")
        .hasMessageNotContaining("123456");
    assertThatThrownBy(() -> upsert(store, change("typed").key("id", 1).column("raw", SECRET)))
        .isInstanceOf(StoreException.RowsRefused.class)
        .hasMessageContaining("binary.handling.mode=bytes")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void a_key_without_a_unique_index_is_refused_with_the_statement_that_mends_it() {
    database.execute(
        "CREATE TABLE app.keyless (id int, v text)",
        "CREATE UNIQUE INDEX ON app.keyless (id) WHERE id > 0");
    RowChange change = change("keyless").key("id", 1).column("v", "x");

    assertThatThrownBy(() -> upsert(store, change))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining("CREATE UNIQUE INDEX ON \"app\".\"keyless\" (\"id\")");

    database.execute("CREATE UNIQUE INDEX ON \"app\".\"keyless\" (\"id\")");
    upsert(store, change);
    assertThat(database.text("SELECT v FROM app.keyless")).isEqualTo("x");
  }

  @Test
  void a_deferrable_key_is_refused() {
    database.execute("CREATE TABLE app.lazy (id int PRIMARY KEY DEFERRABLE, v text)");

    assertThatThrownBy(() -> upsert(store, change("lazy").key("id", 1).column("v", "x")))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining("deferrable");
  }

  @Test
  void a_missing_table_stops_with_the_statement_that_makes_it() {
    Schema price =
        Decimal.builder(2).parameter("connect.decimal.precision", "9").optional().build();
    RowChange change =
        change("missing")
            .key("id", 1)
            .column("name", Schema.STRING_SCHEMA, "n")
            .column("price", price, null);

    assertThatThrownBy(() -> upsert(store, change))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining(
            "CREATE TABLE IF NOT EXISTS \"app\".\"missing\" (\"id\" bigint NOT NULL, \"name\" text"
                + " NOT NULL, \"price\" numeric(9, 2), PRIMARY KEY (\"id\"))");
    assertThatThrownBy(() -> delete(store, change.deletes()))
        .isInstanceOf(StoreException.Misconfigured.class);
  }

  @Test
  void a_missing_column_stops_with_the_statement_that_adds_it_and_is_found_once_it_is_there() {
    database.execute("CREATE TABLE app.growing (id int PRIMARY KEY)");
    RowChange change = change("growing").key("id", 1).column("added", "x");

    assertThatThrownBy(() -> upsert(store, change))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining(
            "ALTER TABLE \"app\".\"growing\" ADD COLUMN IF NOT EXISTS \"added\" text");

    database.execute("ALTER TABLE \"app\".\"growing\" ADD COLUMN IF NOT EXISTS \"added\" text");
    upsert(store, change);
    assertThat(database.text("SELECT added FROM app.growing")).isEqualTo("x");
  }

  @Test
  void tables_and_columns_are_made_where_that_is_allowed() {
    PostgresContextStore making = reopen(Map.of("auto.create", "true", "auto.evolve", "true"));
    RowChange change = change("made").key("id", 1).column("v", "x");
    assertThat(lock(making, change)).isEqualTo(RowState.MISSING);
    delete(making, change.deletes());

    upsert(making, change("made").key("id", 1).column("v", "x"));
    upsert(
        making,
        change("made").key("id", 2).column("v", "y").column("n", Schema.OPTIONAL_INT32_SCHEMA, 3));

    assertThat(database.text("SELECT string_agg(m::text, ' ' ORDER BY id) FROM app.made m"))
        .isEqualTo("(1,x,) (2,y,3)");
  }

  @Test
  void a_column_whose_type_was_changed_meanwhile_is_read_again() {
    database.execute("CREATE TABLE app.altered (id int PRIMARY KEY, v int)");
    upsert(store, change("altered").key("id", 1).column("v", Schema.INT32_SCHEMA, 1));
    database.execute(
        "ALTER TABLE app.altered DROP COLUMN v", "ALTER TABLE app.altered ADD v point");
    RowChange change = change("altered").key("id", 1).column("v", "(1,2)");
    database.nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());

    assertThatThrownBy(() -> upsert(store, change)).isInstanceOf(StoreException.Contended.class);
    upsert(store, change);

    assertThat(database.text("SELECT v FROM app.altered")).isEqualTo("(1,2)");
  }
}
