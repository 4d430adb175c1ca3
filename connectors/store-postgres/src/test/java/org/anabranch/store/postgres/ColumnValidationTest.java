package org.anabranch.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.anabranch.model.change.TableName;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What tables that are merged by column must be like, before and when a task starts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ColumnValidationTest {

  private static final String TABLE =
      "CREATE TABLE app.usage (id int PRIMARY KEY, calls int, ratio float8, tags text[],"
          + " boxes box[], at timestamptz, clock timetz, note text, doc json, settings jsonb,"
          + " messages jsonb, lines text[],"
          + " twice int GENERATED ALWAYS AS (calls * 2) STORED)";
  private static final String CAPTURE = "CREATE PUBLICATION captured FOR TABLE app.usage";
  private static final String FULL = "ALTER TABLE \"app\".\"usage\" REPLICA IDENTITY FULL";
  private static final String FITTING =
      "app.usage.calls:counter,app.usage.tags:set,app.usage.at:max,app.usage.ratio:min,"
          + "app.usage.note:register,app.usage.settings:json,app.usage.messages:append,"
          + "app.usage.lines:append";

  private final TestDatabase database = TestDatabase.with("CREATE SCHEMA app", TABLE);

  private Map<String, List<String>> problems(Map<String, String> options) {
    Map<String, String> configuration = new HashMap<>(database.configuration(options));
    configuration.put("name", "sink");
    configuration.put("topics", "t");
    configuration.put(ContextOptions.ORIGIN, "a");
    configuration.put(ContextOptions.ORIGINS, "a,b");
    return new PostgresMergeSinkConnector()
        .validate(configuration).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }

  private static Map<String, String> captured(String option, String value) {
    return Map.of(option, value, PostgresStoreOptions.CAPTURE_PUBLICATION, "captured");
  }

  private String problemOf(String column) {
    List<String> found =
        problems(Map.of(MergeSinkOptions.MERGE_COLUMNS, "app.usage." + column))
            .getOrDefault(MergeSinkOptions.MERGE_COLUMNS, List.of());
    assertThat(found).as(column).hasSizeLessThan(2);
    return String.join("", found);
  }

  @Test
  void a_captured_table_that_is_merged_by_column_tells_rows_as_they_were() {
    database.execute(CAPTURE);
    Map<String, String> named = captured(MergeSinkOptions.MERGE_COLUMNS, FITTING);
    Map<String, String> usual = captured(MergeSinkOptions.MERGE_STRATEGY, "per-column");

    assertThat(problems(named)).containsOnlyKeys(MergeSinkOptions.MERGE_COLUMNS);
    assertThat(problems(named).get(MergeSinkOptions.MERGE_COLUMNS))
        .singleElement()
        .asString()
        .contains("app.usage", FULL);
    assertThat(problems(usual)).containsOnlyKeys(MergeSinkOptions.MERGE_STRATEGY);
    assertThat(problems(captured(MergeSinkOptions.MERGE_STRATEGY, "version-vector"))).isEmpty();

    database.execute(FULL);
    assertThat(problems(named)).isEmpty();
    assertThat(problems(usual)).isEmpty();
  }

  @Test
  void partitions_have_a_replica_identity_of_their_own() {
    database.execute(
        "CREATE TABLE app.part (id int PRIMARY KEY, n int) PARTITION BY RANGE (id)",
        "CREATE TABLE app.part_1 PARTITION OF app.part FOR VALUES FROM (0) TO (9)",
        "CREATE PUBLICATION captured FOR TABLE app.part WITH (publish_via_partition_root = true)",
        "ALTER TABLE app.part REPLICA IDENTITY FULL");
    Map<String, String> options = captured(MergeSinkOptions.MERGE_COLUMNS, "app.part.n:counter");

    assertThat(problems(options).get(MergeSinkOptions.MERGE_COLUMNS))
        .singleElement()
        .asString()
        .contains("ALTER TABLE \"app\".\"part_1\" REPLICA IDENTITY FULL")
        .doesNotContain("\"part\" REPLICA");

    database.execute("ALTER TABLE app.part_1 REPLICA IDENTITY FULL");
    assertThat(problems(options)).isEmpty();
  }

  @Test
  void a_database_that_nobody_captures_need_not_tell_rows_as_they_were() {
    assertThat(problems(Map.of(MergeSinkOptions.MERGE_COLUMNS, FITTING))).isEmpty();
  }

  @Test
  void ciphertexts_and_their_indexes_are_columns_that_can_hold_them() {
    database.execute("ALTER TABLE app.usage ADD note_index text, ADD sealed bytea");

    assertThat(encryptedProblem("note:note_index")).isEmpty();
    assertThat(encryptedProblem("sealed:note_index")).isEmpty();
    assertThat(encryptedProblem("note:index")).contains("\"index\"", "no such column");
    assertThat(encryptedProblem("id:note_index")).contains("part of the primary key");
    assertThat(encryptedProblem("twice:note_index")).contains("generated");
    assertThat(encryptedProblem("calls:note_index")).contains("text or bytea, and this is int4");
    assertThat(encryptedProblem("note:tags")).contains("\"tags\"", "text or bytea");
  }

  private String encryptedProblem(String columns) {
    Map<String, List<String>> found =
        problems(Map.of(MergeSinkOptions.ENCRYPTED_COLUMNS, "app.usage." + columns));
    assertThat(found.keySet())
        .as("whole rows need not tell what they were")
        .isSubsetOf(MergeSinkOptions.ENCRYPTED_COLUMNS);
    return String.join("", found.getOrDefault(MergeSinkOptions.ENCRYPTED_COLUMNS, List.of()));
  }

  @Test
  void columns_fit_their_merges() {
    assertThat(problemOf("missing:counter")).contains("app.usage", "\"missing\"", "no such column");
    assertThat(problemOf("id:counter")).contains("part of the primary key");
    assertThat(problemOf("twice:counter")).contains("generated");
    assertThat(problemOf("note:counter")).contains("counter merges numbers", "text");
    assertThat(problemOf("ratio:counter")).contains("float8 rounds", "Make it numeric");
    assertThat(problemOf("calls:set")).contains("set merges arrays", "int4");
    assertThat(problemOf("boxes:set")).contains("set merges arrays", "box[]");
    assertThat(problemOf("note:max")).contains("max merges numbers, dates", "text");
    assertThat(problemOf("tags:min")).contains("min merges numbers, dates", "text[]");
    assertThat(problemOf("clock:min")).contains("timetz");
    assertThat(problemOf("doc:json"))
        .contains("json merges jsonb, and this is json", "while sinks are paused")
        .contains("ALTER TABLE \"app\".\"usage\" ALTER COLUMN \"doc\" TYPE jsonb")
        .contains("USING \"doc\"::jsonb");
    assertThat(problemOf("calls:json")).contains("this is int4. Choose another merge");
    assertThat(problemOf("note:append"))
        .contains("append merges arrays and JSON arrays (jsonb), and this is text", "TYPE jsonb");
    assertThat(problemOf("boxes:append")).contains("this is box[]. Choose another merge");
    assertThat(problemOf("boxes:register")).isEmpty();
    assertThat(problemOf("boxes:local")).isEmpty();
    assertThat(problemOf("id:local")).contains("part of the primary key");
  }

  @Test
  void flags_are_booleans_and_are_raised_by_columns_that_there_are() {
    database.execute("ALTER TABLE app.usage ADD stale boolean");

    assertThat(problemOf("stale:raised(note tags)")).isEmpty();
    assertThat(problemOf("calls:raised(note)")).contains("raised sets a flag", "int4", "boolean");
    assertThat(problemOf("stale:raised(note body)")).contains("\"body\"", "no such column");
  }

  @Test
  void columns_fit_the_functions_that_merge_them() {
    assertThat(problemOf("note:custom:larger"))
        .contains(
            "custom:larger merges float4, float8, int2, int4, int8, numeric, and this is text");
    assertThat(problemOf("tags:custom:larger")).contains("text[]");
    assertThat(problemOf("calls:custom:larger")).isEmpty();
  }

  @Test
  void columns_are_checked_in_the_table_that_is_written() {
    Map<String, String> elsewhere =
        Map.of(
            MergeSinkOptions.MERGE_COLUMNS,
            "remote.usage.note:counter,remote.gone.note:counter",
            PostgresStoreOptions.TABLE_NAME_FORMAT,
            "app.${table}");

    assertThat(problems(elsewhere).get(MergeSinkOptions.MERGE_COLUMNS))
        .singleElement()
        .asString()
        .contains("app.usage", "counter merges numbers");
  }

  @Test
  void a_task_does_not_start_with_a_table_that_misfits() {
    try (PostgresContextStore store =
        database.open(Map.of(MergeSinkOptions.MERGE_COLUMNS, "app.usage.note:counter"))) {
      assertThatThrownBy(() -> store.prepare(Set.of(new TableName("app", "usage"))))
          .isInstanceOf(StoreException.Misconfigured.class)
          .hasMessageContaining("merge.columns: Column \"note\" of app.usage");
      assertThatCode(() -> store.prepare(Set.of(new TableName("app", "other"))))
          .doesNotThrowAnyException();
    }
  }
}
