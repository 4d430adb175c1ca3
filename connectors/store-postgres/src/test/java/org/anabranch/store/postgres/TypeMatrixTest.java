package org.anabranch.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.ReadColumns;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.ToldColumns;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.store.postgres.DebeziumValues.Case;
import org.apache.kafka.connect.data.Schema;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TypeMatrixTest {

  private static final List<Case> CASES = DebeziumValues.all();

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA app",
          "CREATE SCHEMA ext",
          "CREATE EXTENSION hstore SCHEMA ext",
          "CREATE EXTENSION ltree SCHEMA ext",
          "CREATE EXTENSION citext SCHEMA ext",
          "CREATE TYPE app.\"Mood\" AS ENUM ('it''s \"odd\"', 'Loud')",
          "CREATE TYPE app.place AS (street text, number int)",
          "CREATE DOMAIN app.percent AS int CHECK (VALUE BETWEEN 0 AND 100)",
          "CREATE DOMAIN app.short AS varchar(3)",
          table());
  private final PostgresContextStore store = database.open();

  @AfterEach
  void close() {
    store.close();
  }

  private static String table() {
    StringBuilder columns = new StringBuilder("CREATE TABLE app.every_type (id bigint PRIMARY KEY");
    for (int i = 0; i < CASES.size(); i++) {
      columns.append(", c").append(i).append(' ').append(CASES.get(i).type());
    }
    return columns.append(')').toString();
  }

  @Test
  void every_value_that_debezium_gives_is_written_as_it_was() {
    Transactions.upsert(store, every());

    List<String> written = written();
    List<String> meant = meant();
    SoftAssertions.assertSoftly(
        softly -> {
          for (int i = 0; i < CASES.size(); i++) {
            Case one = CASES.get(i);
            softly
                .assertThat(written.get(i))
                .as("%s %s", one.type(), one.text())
                .isEqualTo(meant.get(i));
          }
        });
  }

  @Test
  void every_value_is_the_same_as_the_one_that_was_written_of_it() {
    Transactions.upsert(store, every());

    assertThat(Transactions.lock(store, every()).sameAsArrival()).isTrue();
    database.execute("UPDATE app.every_type SET c0 = 1");
    assertThat(Transactions.lock(store, every()).sameAsArrival()).isFalse();
  }

  @Test
  void every_value_is_told_as_the_row_tells_it_and_can_be_written_as_it_is_told() {
    Transactions.upsert(store, every());
    ColumnTexts held = Transactions.lockByColumn(store, every()).columns();
    ToldColumns told = Transactions.run(store, new ReadColumns(List.of(every().arrival()))).get(0);

    SoftAssertions.assertSoftly(
        softly -> {
          for (int i = 0; i < CASES.size(); i++) {
            softly
                .assertThat(Objects.requireNonNull(told.after()).text("c" + i))
                .as(CASES.get(i).type())
                .isNotNull()
                .isEqualTo(held.text("c" + i));
          }
        });
    assertThat(held.names()).hasSameSizeAs(CASES).doesNotContain("id");

    List<String> before = written();
    Arrival other = RowChange.of("app", "every_type").key("id", 1).arrival();
    Transactions.run(
        store,
        new UpsertRows(
            other.change().table(), List.of(new RowTarget(other.versionKey(), other, held))));
    assertThat(written()).isEqualTo(before);
  }

  @Test
  void null_is_written_over_every_value() {
    Transactions.upsert(store, every());
    RowChange nothing = RowChange.of("app", "every_type").key("id", 1);
    for (int i = 0; i < CASES.size(); i++) {
      nothing.column("c" + i, optional(CASES.get(i).schema()), null);
    }
    Transactions.upsert(store, nothing);

    assertThat(database.text("SELECT json_strip_nulls(row_to_json(t)) FROM app.every_type t"))
        .isEqualTo("{\"id\":1}");
  }

  private static Schema optional(Schema schema) {
    return schema.isOptional() ? schema : Schema.OPTIONAL_STRING_SCHEMA;
  }

  private static RowChange every() {
    RowChange change = RowChange.of("app", "every_type").key("id", 1);
    for (int i = 0; i < CASES.size(); i++) {
      change.column("c" + i, CASES.get(i).schema(), CASES.get(i).value());
    }
    return change;
  }

  private List<String> written() {
    return texts(i -> "c" + i, " FROM app.every_type");
  }

  /** By Postgres itself, from the literals. */
  private List<String> meant() {
    return texts(
        i ->
            "CAST('%s' AS %s)"
                .formatted(CASES.get(i).text().replace("'", "''"), CASES.get(i).type()),
        "");
  }

  private List<String> texts(IntFunction<String> expression, String from) {
    String sql =
        IntStream.range(0, CASES.size())
            .mapToObj(i -> "(" + expression.apply(i) + ")::text")
            .collect(Collectors.joining(", ", "SELECT ", from));
    List<String> texts = new ArrayList<>();
    database.query(
        sql,
        rows -> {
          assertThat(rows.next()).isTrue();
          for (int i = 1; i <= CASES.size(); i++) {
            texts.add(rows.getString(i));
          }
          return texts;
        });
    return texts;
  }
}
