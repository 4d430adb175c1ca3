package org.anabranch.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConnectorValidationTest {

  private static final String ROLE = "validated_sink";

  private final TestDatabase database = TestDatabase.with("CREATE SCHEMA app");

  private Map<String, List<String>> problems(Map<String, String> options) {
    return new PostgresMergeSinkConnector()
        .validate(configuration(options)).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }

  private Map<String, String> configuration(Map<String, String> options) {
    Map<String, String> configuration = new HashMap<>();
    configuration.put("name", "sink");
    configuration.put("topics", "t");
    configuration.put(ContextOptions.ORIGIN, "a");
    configuration.put(ContextOptions.ORIGINS, "a,b");
    configuration.putAll(database.configuration(options));
    return configuration;
  }

  private void assertProblem(Map<String, String> options, String option, String... texts) {
    Map<String, List<String>> found = problems(options);
    assertThat(found).as("%s", found).containsKey(option);
    assertThat(String.join("\n", found.getOrDefault(option, List.of()))).contains(texts);
  }

  @Test
  void a_configuration_that_works_has_no_problems() {
    assertThat(problems(Map.of())).isEmpty();
    assertThat(problems(Map.of(PostgresStoreOptions.CAPTURE_PUBLICATION, "to_be_created")))
        .isEmpty();
  }

  @Test
  void the_connector_is_found_and_its_tasks_get_its_configuration() {
    SinkConnector connector =
        ServiceLoader.load(SinkConnector.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(PostgresMergeSinkConnector.class::isInstance)
            .findFirst()
            .orElseThrow();

    connector.start(configuration(Map.of()));

    assertThat(connector.taskConfigs(3)).hasSize(3).containsOnly(configuration(Map.of()));
    assertThat(connector.version()).isNotBlank();
    assertThatCode(() -> connector.taskClass().getConstructor().newInstance())
        .doesNotThrowAnyException();
    connector.stop();
  }

  @Test
  void every_option_has_a_group_a_display_name_and_a_text() {
    new PostgresMergeSinkConnector()
        .config()
        .configKeys()
        .values()
        .forEach(
            key -> {
              assertThat(key.group).as(key.name).isNotBlank();
              assertThat(key.displayName).as(key.name).isNotBlank().isNotEqualTo(key.name);
              assertThat(key.documentation).as(key.name).isNotBlank();
            });
  }

  @Test
  void wrong_options_are_told_before_the_database_is_asked() {
    assertProblem(
        Map.of(ConnectionOptions.URL, "jdbc:mysql://h/d"),
        ConnectionOptions.URL,
        "jdbc:postgresql://host:port/database");
    assertProblem(
        Map.of(ConnectionOptions.URL, database.url() + "?ssl=false&password=x"),
        ConnectionOptions.URL,
        "connection.password");
    for (String format : List.of("${table}", "a.b.${table}", "app.${tabel}", "app.same")) {
      assertProblem(
          Map.of(PostgresStoreOptions.TABLE_NAME_FORMAT, format),
          PostgresStoreOptions.TABLE_NAME_FORMAT,
          "table.name.format: ");
    }
    assertProblem(
        Map.of(PostgresStoreOptions.CONFLICT_TABLE, "conflict"),
        PostgresStoreOptions.CONFLICT_TABLE,
        "anabranch.conflict");
    assertProblem(
        Map.of(PostgresStoreOptions.SCHEMA_MANAGEMENT, "drop"),
        PostgresStoreOptions.SCHEMA_MANAGEMENT,
        "create, require");
    assertProblem(Map.of(ContextOptions.ORIGIN, "c"), ContextOptions.ORIGIN, "not listed");
  }

  @Test
  void strategies_of_single_tables_are_told_by_their_whole_names() {
    assertProblem(
        Map.of("merge.strategy.app.note", "newest"),
        MergeSinkOptions.MERGE_STRATEGY,
        "merge.strategy.app.note: there is no such value",
        "last-writer-wins, version-vector");
    assertProblem(
        Map.of("merge.strategy.note", "version-vector"),
        MergeSinkOptions.MERGE_STRATEGY,
        "merge.strategy.note: name the table as merge.strategy.<schema>.<table>");
    assertThat(problems(Map.of("merge.strategy.app.note", "version-vector"))).isEmpty();
    assertThatThrownBy(
            () ->
                new PostgresMergeSinkConnector()
                    .start(configuration(Map.of("merge.strategy.note", "version-vector"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("merge.strategy.note");
  }

  @Test
  void the_publication_is_never_left_out_by_mistake() {
    Map<String, String> configuration = configuration(Map.of());
    configuration.remove(PostgresStoreOptions.CAPTURE_PUBLICATION);

    ConfigValue value =
        new PostgresMergeSinkConnector()
            .validate(configuration).configValues().stream()
                .filter(one -> one.name().equals(PostgresStoreOptions.CAPTURE_PUBLICATION))
                .findFirst()
                .orElseThrow();

    assertThat(value.errorMessages()).isNotEmpty();
  }

  @Test
  void a_database_that_cannot_be_reached_is_told_under_the_option_that_leads_there() {
    assertProblem(
        Map.of(ConnectionOptions.URL, "jdbc:postgresql://127.0.0.1:1/app"),
        ConnectionOptions.URL,
        "cannot be reached");
    assertProblem(
        Map.of(ConnectionOptions.URL, database.url() + "_missing"),
        ConnectionOptions.URL,
        "CREATE DATABASE");
    assertProblem(
        Map.of(ConnectionOptions.USER, "nobody_at_all"), ConnectionOptions.USER, "ALTER ROLE");
  }

  @Test
  void rights_that_the_role_lacks_come_with_the_statements_that_grant_them() {
    database.execute(
        "DO $$ BEGIN CREATE ROLE "
            + ROLE
            + " LOGIN PASSWORD 'x';"
            + " EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "CREATE TABLE app.note (id int PRIMARY KEY)",
        "CREATE FUNCTION app.noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER noop BEFORE INSERT ON app.note FOR EACH ROW EXECUTE FUNCTION app.noop()",
        "CREATE PUBLICATION captured FOR TABLE app.note");
    Map<String, String> asRole =
        Map.of(
            ConnectionOptions.USER,
            ROLE,
            ConnectionOptions.PASSWORD,
            "x",
            PostgresStoreOptions.CAPTURE_PUBLICATION,
            "captured");

    assertProblem(
        asRole,
        PostgresStoreOptions.SCHEMA_MANAGEMENT,
        "GRANT CREATE ON DATABASE \"" + database.name() + "\" TO \"" + ROLE + "\"");
    assertProblem(
        asRole,
        ConnectionOptions.USER,
        "GRANT SET ON PARAMETER session_replication_role TO",
        "GRANT USAGE ON SCHEMA \"app\" TO \"" + ROLE + "\"",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON \"app\".\"note\" TO \"" + ROLE + "\"");

    database.execute(
        "GRANT CREATE ON DATABASE \"" + database.name() + "\" TO \"" + ROLE + "\"",
        "GRANT SET ON PARAMETER session_replication_role TO " + ROLE,
        "GRANT USAGE ON SCHEMA \"app\" TO \"" + ROLE + "\"",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON \"app\".\"note\" TO \"" + ROLE + "\"");
    assertThat(problems(asRole)).isEmpty();
    database.execute("REVOKE SET ON PARAMETER session_replication_role FROM " + ROLE);
  }

  @Test
  void tables_that_the_administrator_is_to_create_come_with_their_ddl() {
    assertProblem(
        Map.of(PostgresStoreOptions.SCHEMA_MANAGEMENT, "require"),
        PostgresStoreOptions.SCHEMA_MANAGEMENT,
        "CREATE TABLE IF NOT EXISTS anabranch.watermark");
  }

  @Test
  void tables_of_an_older_layout_come_with_the_statements_that_mend_them() {
    database.execute(
        "CREATE SCHEMA anabranch", "CREATE TABLE anabranch.version (key_hash bytea PRIMARY KEY)");

    assertProblem(
        Map.of(), ConnectionOptions.URL, "older layout", "DROP TABLE IF EXISTS anabranch.version");
  }
}
