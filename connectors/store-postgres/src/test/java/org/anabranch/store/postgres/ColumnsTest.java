package org.anabranch.store.postgres;

import static org.anabranch.store.postgres.Transactions.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.ReadColumns;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.ToldColumns;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single columns of Postgres' own types, and tables that differ from what changes carry. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ColumnsTest {

  private static final Schema MOMENT =
      SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build();
  private static final Schema JSON = SchemaBuilder.string().name("io.debezium.data.Json").build();
  private static final Schema TEXTS = SchemaBuilder.array(Schema.STRING_SCHEMA).build();

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA app",
          "CREATE TABLE app.t (id bigint PRIMARY KEY, amount numeric(10, 2), at timestamptz,"
              + " tags text[], doc jsonb, flag bool, raw bytea, small varchar(3),"
              + " number bigint GENERATED ALWAYS AS IDENTITY,"
              + " twice numeric GENERATED ALWAYS AS (amount * 2) STORED)");
  private PostgresContextStore store = database.open();

  @AfterEach
  void close() {
    store.close();
  }

  private static RowChange change() {
    return RowChange.of("app", "t").key("id", 1);
  }

  private static RowChange full() {
    return change()
        .column("amount", Decimal.schema(2), new BigDecimal("1.50"))
        .column("at", MOMENT, "2026-01-02T03:04:05.600000+02:00")
        .column("tags", TEXTS, List.of("a", "b c", "NULL"))
        .column("doc", JSON, "{\"b\":1,  \"a\":[1,2]}")
        .column("flag", Schema.BOOLEAN_SCHEMA, true)
        .column("raw", Schema.BYTES_SCHEMA, new byte[] {1, (byte) 0xff})
        .column("twice", Schema.FLOAT64_SCHEMA, 7.0)
        .column("small", "abc");
  }

  private ToldColumns tell(Arrival arrival) {
    return run(store, new ReadColumns(List.of(arrival))).get(0);
  }

  private ColumnTexts after(RowChange change) {
    return Objects.requireNonNull(tell(change.arrival()).after());
  }

  private static ColumnTexts only(String name, String text) {
    return new ColumnTexts.Builder().with(name, text).build();
  }

  private void write(ColumnTexts columns) {
    Arrival arrival = change().arrival();
    run(
        store,
        new UpsertRows(
            arrival.change().table(),
            List.of(new RowTarget(arrival.versionKey(), arrival, columns))));
  }

  @Test
  void values_are_told_in_the_words_of_postgres() {
    ColumnTexts.Builder expected =
        new ColumnTexts.Builder()
            .with("amount", "1.50")
            .with("at", "2026-01-02 01:04:05.6+00")
            .with("tags", "{a,\"b c\",\"NULL\"}")
            .with("doc", "{\"a\": [1, 2], \"b\": 1}")
            .with("flag", "true")
            .with("raw", "\\x01ff")
            .with("small", "abc");

    assertThat(after(full()).names()).isEqualTo(expected.build().names());
    expected.build().names().forEach(this::assertTold);
    assertThat(after(full())).isEqualTo(expected.build());

    Transactions.upsert(store, full());
    assertThat(Transactions.lockByColumn(store, change()).columns())
        .as("and the column that Postgres numbers")
        .isEqualTo(expected.with("number", "1").build());
  }

  private void assertTold(String column) {
    assertThat(after(full()).text(column)).as(column).isNotNull();
  }

  @Test
  void the_words_do_not_depend_on_the_settings_of_the_database() {
    ColumnTexts before = after(full().column("took", Schema.STRING_SCHEMA, "x").unchanged("took"));
    store.close();
    String name = "\"" + database.name() + "\"";
    database.execute(
        "ALTER DATABASE " + name + " SET timezone = 'Asia/Tokyo'",
        "ALTER DATABASE " + name + " SET datestyle = 'SQL, DMY'",
        "ALTER DATABASE " + name + " SET intervalstyle = 'sql_standard'",
        "ALTER DATABASE " + name + " SET extra_float_digits = 0",
        "ALTER DATABASE " + name + " SET bytea_output = 'escape'",
        "ALTER DATABASE " + name + " SET array_nulls = off",
        "ALTER TABLE app.t ADD COLUMN real float8, ADD COLUMN span interval");
    store = database.open();

    assertThat(after(full())).isEqualTo(before);
    ColumnTexts others =
        after(
            change()
                .column("real", Schema.FLOAT64_SCHEMA, 0.1 + 0.2)
                .column("span", Schema.STRING_SCHEMA, "P1DT2H")
                .column(
                    "tags",
                    SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build(),
                    Arrays.asList("x", null)));
    assertThat(others.text("real")).isEqualTo("0.30000000000000004");
    assertThat(others.text("span")).isEqualTo("1 day 02:00:00");
    assertThat(others.text("tags")).isEqualTo("{x,NULL}");
  }

  @Test
  void a_value_is_neither_cut_nor_rounded_where_it_is_told() {
    ColumnTexts told =
        after(
            change()
                .column("amount", Decimal.schema(4), new BigDecimal("123456789012.3456"))
                .column("small", "abcdef"));

    assertThat(told.text("amount")).isEqualTo("123456789012.3456");
    assertThat(told.text("small")).isEqualTo("abcdef");
  }

  @Test
  void a_given_value_that_its_column_cannot_take_is_refused() {
    for (ColumnTexts bad :
        List.of(
            only("small", "abcdef"),
            only("amount", "1e9"),
            only("at", "no time"),
            only("doc", "{"))) {
      assertThatThrownBy(() -> write(bad))
          .as("%s", bad)
          .isInstanceOf(StoreException.RowsRefused.class)
          .hasMessageNotContaining("abcdef");
    }
    assertThat(database.text("SELECT count(*) FROM app.t")).isEqualTo("0");
  }

  @Test
  void given_columns_are_written_and_the_others_kept() {
    Transactions.upsert(store, full());

    write(only("amount", "7.25"));

    assertThat(Transactions.lockByColumn(store, change()).columns().text("amount"))
        .isEqualTo("7.25");
    assertThat(database.text("SELECT twice || small || tags::text FROM app.t"))
        .isEqualTo("14.50abc{a,\"b c\",\"NULL\"}");
  }

  @Test
  void what_postgres_cannot_read_is_refused_without_the_value() {
    for (RowChange bad :
        List.of(
            change().column("at", MOMENT, "secret"),
            change().column("small", "fits").over(change().column("doc", JSON, "secret")),
            change().column("amount", Schema.BOOLEAN_SCHEMA, true))) {
      assertThatThrownBy(() -> tell(bad.arrival()))
          .isInstanceOf(StoreException.RowsRefused.class)
          .hasMessageNotContaining("secret")
          .hasMessageContaining("app.t");
    }
  }

  @Test
  void a_refused_change_tells_what_postgres_would_be_given() {
    Arrival refused =
        change()
            .column("at", MOMENT, "no time")
            .column("amount", Schema.BOOLEAN_SCHEMA, true)
            .column("flag", TEXTS, List.of("no flag"))
            .column("unknown", "x")
            .over(full())
            .arrival()
            .refused("why");

    ToldColumns told = tell(refused);

    assertThat(told.after())
        .isEqualTo(new ColumnTexts.Builder().with("at", "no time").with("amount", "true").build());
    assertThat(Objects.requireNonNull(told.before()).text("small")).isEqualTo("abc");
    assertThat(tell(refused.withoutKey())).isEqualTo(told);
  }

  @Test
  void a_column_that_the_table_lacks_is_told_as_one_that_cannot_be_written() {
    RowChange wide = full().column("extra", "x");

    assertThatThrownBy(() -> tell(wide.arrival()))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining("has no column \"extra\"")
        .hasMessageContaining("ADD COLUMN");
    assertThat(tell(full().over(wide).arrival()).before()).isEqualTo(after(full()));
    assertThatThrownBy(() -> write(only("extra", "x")))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining("which merge.columns names");
  }

  @Test
  void tables_and_columns_are_made_before_changes_are_told() {
    store.close();
    store =
        database.open(
            Map.of(
                PostgresStoreOptions.AUTO_CREATE,
                "true",
                PostgresStoreOptions.AUTO_EVOLVE,
                "true",
                MergeSinkOptions.MERGE_STRATEGY,
                "per-column"));
    RowChange made = RowChange.of("app", "made").key("id", 1).column("body", "x");
    RowChange deletes = RowChange.of("app", "made").key("id", 1).deletes();

    assertThat(tell(deletes.over(made).arrival()).before()).isEqualTo(ColumnTexts.NONE);
    assertThat(after(made)).isEqualTo(only("body", "x"));
    assertThat(after(made.column("more", "y")).text("more")).isEqualTo("y");
    assertThat(database.text("SELECT relreplident FROM pg_class WHERE relname = 'made'"))
        .isEqualTo("f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"columns", "kept_stamp"})
  void a_table_of_versions_of_an_earlier_layout_is_given_what_it_lacks(String column) {
    store.prepare(Set.of());
    store.close();
    database.execute("ALTER TABLE anabranch.version DROP COLUMN " + column);
    try (PostgresContextStore required =
        database.open(Map.of(PostgresStoreOptions.SCHEMA_MANAGEMENT, "require"))) {
      assertThatThrownBy(() -> required.prepare(Set.of()))
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining(
              "ALTER TABLE anabranch.version ADD COLUMN IF NOT EXISTS columns bytea, ADD COLUMN IF"
                  + " NOT EXISTS kept_stamp bigint");
    }
    store = database.open();

    store.prepare(Set.of());

    assertThat(run(store, new ClaimVersions(List.of(NoteChange.keyOf(1))))).isEqualTo(1);
  }

  @Test
  void columns_of_a_newer_format_ask_for_an_upgrade() {
    store.prepare(Set.of());
    database.execute(
        """
        INSERT INTO anabranch.version (table_schema, table_name, lane, key_hash, vector)
        VALUES ('%s', '%s', %d, '\\x%s', '\\x01')
        """
            .formatted(
                NoteChange.TABLE.schema(),
                NoteChange.TABLE.table(),
                NoteChange.keyOf(1).lane(),
                NoteChange.keyOf(1).hash()));
    database.execute("UPDATE anabranch.version SET columns = '\\x7f'");

    assertThatThrownBy(() -> run(store, new LockVersions(List.of(NoteChange.keyOf(1)))))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining("anabranch.version, a row of table contract.note")
        .hasMessageContaining("upgrade this plugin");
  }
}
