package org.anabranch.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tables that are collections in other regions must be like. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MappingValidationTest {

  private static final String FITTING =
      "id uuid = _id, title varchar, mood text, labels text[], at timestamptz, more jsonb = *";

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA app",
          "CREATE TYPE app.mood AS ENUM ('calm')",
          "CREATE TABLE app.chat (id uuid PRIMARY KEY, title varchar(9), mood app.mood,"
              + " labels text[], at timestamptz, more jsonb,"
              + " length int GENERATED ALWAYS AS (length(title)) STORED)");

  private Map<String, String> configuration(String columns) {
    Map<String, String> configuration = new HashMap<>(database.configuration(Map.of()));
    configuration.put("name", "sink");
    configuration.put("topics", "t");
    configuration.put(ContextOptions.ORIGIN, "a");
    configuration.put(ContextOptions.ORIGINS, "a,b");
    configuration.put(DocumentMappingOption.NAME, "app.chat = app.chats (" + columns + ")");
    return configuration;
  }

  private static Map<String, List<String>> problems(Map<String, String> configuration) {
    return new PostgresMergeSinkConnector()
        .validate(configuration).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }

  @Test
  void a_mapping_of_all_columns_is_fine_and_so_is_a_table_that_is_not_here_yet() {
    assertThat(problems(configuration(FITTING))).isEmpty();

    database.execute("DROP TABLE app.chat");
    assertThat(problems(configuration(FITTING))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id uuid = _id, title varchar | id uuid, title text = _id  | the _id is column 'title', which is not unique here
          title varchar                | title int4                 | column 'title' is varchar, not int4
          labels text[]                | labels int4[]              | column 'labels' is text[], not int4[]
          at timestamptz               | at timestamp               | column 'at' is timestamptz, not timestamp
          mood text                    | moods text                 | there is no column 'moods'
          mood text                    | other text                 | column 'mood' has no place in documents. Name it
          title varchar                | title varchar, length int  | column 'length' is generated from others, so it cannot be written. Leave it out here, and put it into column.exclude.list
          at timestamptz               | at text = at objectId      | column 'at' is timestamptz, not objectId, which is text, varchar(24) or longer, or char(24). Let it be one of these in the table
          mood text                    | mood text = mood objectId  | column 'mood' is app.mood, not objectId
          more jsonb                   | rest jsonb                 | column 'rest' has the rest (*), so it has to be here
          """)
  void what_does_not_fit_the_table_is_refused(String instead, String of, String message) {
    Map<String, List<String>> problems = problems(configuration(FITTING.replace(instead, of)));

    assertThat(problems).containsOnlyKeys(DocumentMappingOption.NAME);
    assertThat(problems.get(DocumentMappingOption.NAME))
        .anyMatch(problem -> problem.startsWith("table app.chat: " + message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          char(6)        | bpchar
          inet           | inet
          timestamptz    | timestamptz
          app.pair       | app.pair
          """)
  void a_key_whose_type_writes_its_text_anew_is_refused(String type, String told) {
    assertThat(problemsOfKey(type))
        .singleElement()
        .asString()
        .contains("column 'id' is the _id, and " + told + " may store another text");
  }

  @ParameterizedTest
  @CsvSource({"text", "varchar(6)", "uuid", "app.mood"})
  void a_key_that_keeps_its_text_is_fine(String type) {
    assertThat(problemsOfKey(type)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"text", "varchar", "varchar(24)", "varchar(40)", "char(24)", "app.digits"})
  void a_key_can_be_an_object_id_in_documents(String type) {
    assertThat(problemsOfKey(type, "id text = _id objectId")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          char(30)     | bpchar of length 30
          char         | bpchar of length 1
          bpchar       | bpchar
          varchar(20)  | varchar of length 20
          app.few      | varchar of length 20
          """)
  void a_key_that_would_pad_or_refuse_an_object_id_is_refused(String type, String told) {
    assertThat(problemsOfKey(type, "id text = _id objectId"))
        .singleElement()
        .asString()
        .contains("table app.chat: column 'id' is " + told + ", not objectId, which is text");
  }

  @ParameterizedTest
  @CsvSource({"text", "varchar", "varchar(24)", "varchar(40)", "char(24)", "app.digits"})
  void columns_can_hold_object_ids_that_refer_to_documents(String type) {
    assertThat(problemsOfReferences(type)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"char(30)", "varchar(20)", "app.few"})
  void columns_that_would_pad_or_refuse_what_they_refer_to_are_refused(String type) {
    assertThat(problemsOfReferences(type))
        .hasSize(2)
        .anyMatch(problem -> problem.contains("column 'one' is "))
        .anyMatch(problem -> problem.contains("column 'many' is "))
        .allMatch(problem -> problem.contains("char") && problem.contains(" of length "));
  }

  private List<String> problemsOfReferences(String type) {
    createTable("id uuid PRIMARY KEY, one " + type + ", many " + type + "[]");
    return problems(
            configuration("id uuid = _id, one text = one objectId, many text[] = many objectId"))
        .getOrDefault(DocumentMappingOption.NAME, List.of());
  }

  private List<String> problemsOfKey(String type) {
    return problemsOfKey(type, "id text = _id");
  }

  private List<String> problemsOfKey(String type, String mapped) {
    createTable("id " + type + " PRIMARY KEY");
    return problems(configuration(mapped)).getOrDefault(DocumentMappingOption.NAME, List.of());
  }

  private void createTable(String columns) {
    database.execute(
        "CREATE TYPE app.pair AS (a int, b int)",
        "CREATE DOMAIN app.few AS varchar(20)",
        "CREATE DOMAIN app.digits AS varchar(24)",
        "DROP TABLE app.chat",
        "CREATE TABLE app.chat (" + columns + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "tsvector",
    "tsquery",
    "jsonpath",
    "tsvector[]",
    "app.hstore",
    "app.hstore[]",
    "app.vector",
    "numeric",
    "regclass"
  })
  void what_is_no_text_or_would_be_misread_as_syntax_cannot_be_a_string(String type) {
    assertThat(problemsOfText(type))
        .singleElement()
        .asString()
        .contains("column 'x' is " + type + ", not text");
  }

  @ParameterizedTest
  @CsvSource({"app.mood", "app.pair", "inet", "interval", "int4range", "int4[]", "app.vector[]"})
  void what_travels_as_a_text_can_be_a_string(String type) {
    assertThat(problemsOfText(type)).isEmpty();
  }

  /** Base types stand in for those of extensions, which the server of these tests lacks. */
  private List<String> problemsOfText(String type) {
    database.execute(
        "CREATE TYPE app.pair AS (a int, b int)",
        baseType("hstore"),
        baseType("vector"),
        "DROP TABLE app.chat",
        "CREATE TABLE app.chat (id uuid PRIMARY KEY, x " + type + ")");
    return problems(configuration("id uuid = _id, x text"))
        .getOrDefault(DocumentMappingOption.NAME, List.of());
  }

  private static String baseType(String name) {
    return """
        CREATE TYPE app.%1$s;
        CREATE FUNCTION app.%1$s_in(cstring) RETURNS app.%1$s
          LANGUAGE internal STRICT IMMUTABLE AS 'textin';
        CREATE FUNCTION app.%1$s_out(app.%1$s) RETURNS cstring
          LANGUAGE internal STRICT IMMUTABLE AS 'textout';
        CREATE TYPE app.%1$s (INPUT = app.%1$s_in, OUTPUT = app.%1$s_out, LIKE = text)"""
        .formatted(name);
  }

  @Test
  void a_table_that_cannot_be_looked_at_is_no_database_that_cannot_be_reached() {
    database.execute(
        "DO $$ BEGIN CREATE ROLE mapping_reader LOGIN PASSWORD 'x';"
            + " EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "REVOKE SELECT ON pg_catalog.pg_index FROM PUBLIC");
    Map<String, String> configuration = configuration(FITTING);
    configuration.put(ConnectionOptions.USER, "mapping_reader");
    configuration.put(ConnectionOptions.PASSWORD, "x");

    assertThat(problems(configuration).get(ConnectionOptions.URL))
        .containsExactly("The database could not be looked at: SQLSTATE 42501");
  }

  @Test
  void a_table_that_is_merged_by_column_is_refused() {
    Map<String, String> configuration = configuration(FITTING);
    configuration.put("merge.strategy.app.chat", "per-column");

    assertThat(problems(configuration).get(MergeSinkOptions.MERGE_STRATEGY))
        .anyMatch(problem -> problem.contains("app.chat is a collection in other regions"));
    assertThatThrownBy(() -> new PostgresMergeSinkConnector().start(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("documents are merged as wholes");
  }
}
