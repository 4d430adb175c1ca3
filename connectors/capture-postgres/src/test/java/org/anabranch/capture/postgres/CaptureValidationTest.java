package org.anabranch.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.testkit.servers.PostgresOptions;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureValidationTest {

  private static PostgresServer server;
  private static CapturedDatabase database;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    database = new CapturedDatabase(server, "validated");
    database.execute("CREATE TABLE notes (id int PRIMARY KEY, t text)");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void a_complete_configuration_has_no_errors() {
    assertThat(errors(database.config())).isEmpty();
  }

  @Test
  void topics_may_be_created_by_groups_with_a_partition_per_lane() {
    Map<String, String> config = database.config();
    config.put("topic.creation.groups", "large, small");
    config.put("topic.creation.large.partitions", "4");
    config.put("topic.creation.small.partitions", "1");
    assertThat(errors(config).keySet()).containsExactly("topic.creation.small.partitions");
  }

  @ParameterizedTest
  @CsvSource({
    "decimal.handling.mode, double",
    "time.precision.mode, connect",
    "time.precision.mode, nanoseconds",
    "binary.handling.mode, base64",
    "snapshot.query.mode, custom",
    "skipped.operations, t",
    "skip.messages.without.change, true",
    "plugin.name, decoderbufs",
    "include.unknown.datatypes, false",
    "heartbeat.interval.ms, 0",
    "event.processing.failure.handling.mode, warn",
    "slot.drop.on.stop, true",
    "snapshot.mode, always",
    "snapshot.mode, initial_only",
    "publication.autocreate.mode, no_tables",
    "signal.data.collection, public.signals",
    "tasks.max, 2",
    "errors.tolerance, all",
    "producer.override.enable.idempotence, false",
    "producer.override.acks, 1",
    "producer.override.max.in.flight.requests.per.connection, 6",
    "topic.creation.default.partitions, 3",
    "topic.creation.default.cleanup.policy, 'compact,delete'",
    "column.exclude.list, .*stamp",
    "column.mask.with.12.chars, .*",
    "schema.exclude.list, 'x,ana.*'",
    "context.lanes, 0",
    "context.origin, elsewhere",
    "context.origins, 'here,here'",
    "database.port, none",
  })
  void a_value_that_would_lose_or_alter_changes_is_an_error_of_its_option(
      String option, String value) {
    Map<String, String> config = database.config();
    config.put(option, value);
    Map<String, List<String>> errors = errors(config);
    assertThat(errors).containsKey(option);
    assertThat(errors.get(option)).allSatisfy(message -> assertThat(message).isNotBlank());
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.kafka.connect.transforms.Filter",
    "io.debezium.transforms.ExtractNewRecordState",
    "io.debezium.transforms.partitions.PartitionRouting",
    "org.anabranch.transforms.GeoFilter$Value",
    "org.anabranch.transforms.ExpireContext$Value",
  })
  void a_transform_that_drops_or_reroutes_is_refused(String type) {
    Map<String, String> config = database.config();
    config.put("transforms", "fine, bad");
    config.put("transforms.fine.type", "org.apache.kafka.connect.transforms.InsertHeader");
    config.put("transforms.bad.type", type);
    assertThat(errors(config).keySet()).containsExactly("transforms.bad.type");
  }

  @Test
  void missing_partitions_are_answered_with_the_line_to_add() {
    Map<String, String> config = database.config();
    config.remove("topic.creation.default.partitions");
    assertThat(text(errors(config), "topic.creation.default.partitions"))
        .contains("\"topic.creation.default.partitions\": \"4\"");
  }

  @Test
  void a_table_whose_updates_would_fail_once_published_is_refused() {
    CapturedDatabase keyless = new CapturedDatabase(server, "keyless");
    keyless.execute("CREATE TABLE \"Log\" (line text)", "CREATE TABLE kept (line text)");
    keyless.execute("ALTER TABLE kept REPLICA IDENTITY FULL");
    Map<String, List<String>> errors = errors(keyless.config());
    assertThat(text(errors, "table.include.list"))
        .contains("ALTER TABLE public.\"Log\" REPLICA IDENTITY FULL");
    assertThat(text(errors, "message.key.columns")).contains("public.kept");

    Map<String, String> mended = keyless.config();
    mended.put("table.include.list", "public\\.kept");
    mended.put("message.key.columns", "public.kept:line");
    assertThat(errors(mended)).isEmpty();
  }

  @Test
  void an_unlogged_table_is_refused() {
    CapturedDatabase unlogged = new CapturedDatabase(server, "unlogged");
    unlogged.execute("CREATE UNLOGGED TABLE cache (id int PRIMARY KEY)");
    assertThat(text(errors(unlogged.config()), "table.include.list")).contains("SET LOGGED");
  }

  @Test
  void a_key_with_several_texts_for_one_value_is_refused_by_its_column() {
    CapturedDatabase ambiguous = new CapturedDatabase(server, "ambiguous");
    ambiguous.execute(
        "CREATE TABLE spans (span interval, id int, PRIMARY KEY (span, id))",
        "CREATE TABLE lists (list int[] PRIMARY KEY, other interval)",
        "CREATE TABLE plain (d date, n numeric, f float8, s char(3), PRIMARY KEY (d, n, f, s))");
    assertThat(text(errors(ambiguous.config()), "message.key.columns"))
        .contains("public.spans.span of type interval", "public.lists.list of type integer[]")
        .doesNotContain("public.lists.other", "public.plain");
    Map<String, String> mended = ambiguous.config();
    mended.put("message.key.columns", "public.spans:id");
    mended.put("table.exclude.list", "public.lists");
    assertThat(errors(mended)).isEmpty();
  }

  @Test
  void a_domain_over_timetz_is_refused_unless_it_is_left_out() {
    CapturedDatabase domains = new CapturedDatabase(server, "domains");
    domains.execute(
        "CREATE DOMAIN opening AS timetz",
        "CREATE TABLE shops (id int PRIMARY KEY, \"Opens\" opening, closes timetz)");
    assertThat(text(errors(domains.config()), "column.exclude.list"))
        .contains("public.shops.\"Opens\" of type opening")
        .doesNotContain("closes");
    Map<String, String> mended = domains.config();
    mended.put("column.exclude.list", "public.shops.Opens");
    assertThat(errors(mended)).isEmpty();
  }

  @Test
  void sessions_that_write_values_in_another_style_are_refused() {
    CapturedDatabase styled = new CapturedDatabase(server, "styled");
    styled.execute(
        "CREATE TABLE t (id int PRIMARY KEY, i interval, b bytea)",
        "ALTER DATABASE styled SET IntervalStyle = 'sql_standard'",
        "ALTER DATABASE styled SET bytea_output = 'escape'");
    assertThat(text(errors(styled.config()), "database.user"))
        .contains("public.t.i of type interval", "SET IntervalStyle = 'postgres'")
        .contains("public.t.b of type bytea", "SET bytea_output = 'hex'");
  }

  @Test
  void a_role_without_rights_is_told_the_statements() {
    CapturedDatabase poor = new CapturedDatabase(server, "poor");
    poor.execute("CREATE TABLE notes (id int PRIMARY KEY)", "CREATE ROLE poor LOGIN PASSWORD 'p'");
    poor.createWatermark();
    Map<String, String> config = poor.config();
    config.put("database.user", "poor");
    config.put("database.password", "p");
    Map<String, List<String>> errors = errors(config);
    assertThat(text(errors, "database.user"))
        .contains("ALTER ROLE poor REPLICATION")
        .contains("GRANT SELECT ON public.notes")
        .contains("GRANT SELECT ON anabranch.watermark");
    assertThat(text(errors, "publication.name"))
        .contains("publication.autocreate.mode=disabled")
        .contains("CREATE PUBLICATION dbz_publication FOR TABLE public.notes");
  }

  @Test
  void a_publication_that_leaves_something_out_is_refused() {
    CapturedDatabase narrow = new CapturedDatabase(server, "narrow");
    narrow.execute(
        "CREATE TABLE notes (id int PRIMARY KEY)",
        "CREATE TABLE more (id int PRIMARY KEY)",
        "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE PUBLICATION p FOR TABLE notes WHERE (id > 3), parts WITH (publish = 'insert')");
    Map<String, String> config = narrow.config();
    config.put("publication.name", "p");
    config.put("publication.autocreate.mode", "disabled");
    assertThat(text(errors(config), "publication.name"))
        .contains("SET (publish = 'insert, update, delete, truncate')")
        .contains("row filters or column lists on notes")
        .contains("publish_via_partition_root")
        .contains("ADD TABLE public.more");
  }

  @Test
  void a_server_that_cannot_decode_or_has_no_slot_left_is_told_how() {
    PostgresOptions options =
        PostgresOptions.fast().with("wal_level", "replica").with("max_replication_slots", "0");
    try (PostgresServer plain = PostgresServer.start(options)) {
      CapturedDatabase unready = new CapturedDatabase(plain, "unready");
      Map<String, List<String>> errors = errors(unready.config());
      assertThat(text(errors, "database.hostname"))
          .contains("ALTER SYSTEM SET wal_level = logical");
      assertThat(text(errors, "slot.name")).contains("ALTER SYSTEM SET max_replication_slots");
    }
  }

  @Test
  void a_slot_of_another_database_is_refused() {
    CapturedDatabase other = new CapturedDatabase(server, "other");
    other.execute("SELECT pg_create_logical_replication_slot('taken', 'pgoutput')");
    Map<String, String> config = database.config();
    config.put("slot.name", "taken");
    assertThat(text(errors(config), "slot.name")).contains("another database");
    other.execute("SELECT pg_drop_replication_slot('taken')");
  }

  private static String text(Map<String, List<String>> errors, String option) {
    return String.valueOf(errors.get(option));
  }

  private static Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new TreeMap<>();
    for (ConfigValue value : new PostgresCaptureConnector().validate(config).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }
}
