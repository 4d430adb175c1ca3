package org.anabranch.capture.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.capture.config.Problems;
import org.anabranch.model.change.TableName;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureValidationTest {

  private static CapturedReplicaSet database;

  @BeforeAll
  static void start() {
    database = new CapturedReplicaSet();
    database.create("notes");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void a_complete_configuration_has_no_errors() {
    assertThat(errors(database.config())).isEmpty();
  }

  @Test
  void the_configuration_that_admins_deploy_is_valid() throws IOException {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    Path file = module.resolve("../../connect-configs/mongodb/capture.json");
    Map<String, String> config = new HashMap<>();
    JsonNode deployed = new ObjectMapper().readTree(file.toFile()).get("config");
    deployed.properties().forEach(one -> config.put(one.getKey(), one.getValue().asText()));
    config.put("mongodb.connection.string", database.server().uri());
    assertThat(errors(config)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "capture.scope, database",
    "capture.mode, change_streams",
    "capture.mode, change_streams_update_full",
    "capture.mode, change_streams_with_pre_image",
    "capture.mode.full.update.type, lookup",
    "filters.match.mode, literal",
    "snapshot.mode, always",
    "snapshot.mode, initial_only",
    "cursor.oversize.handling.mode, skip",
    "cursor.pipeline, '[{\"$match\": {}}]'",
    "capture.start.op.time, 7",
    "field.exclude.list, shop.notes.t",
    "field.renames, shop.notes.t:u",
    "database.exclude.list, 'x,ana.*'",
    "skipped.operations, d",
    "heartbeat.interval.ms, 0",
    "event.processing.failure.handling.mode, warn",
    "signal.data.collection, shop.signals",
    "tasks.max, 2",
    "errors.tolerance, all",
    "producer.override.acks, 1",
    "topic.creation.default.partitions, 3",
    "topic.creation.default.cleanup.policy, 'compact,delete'",
    "context.lanes, 0",
    "context.origin, elsewhere",
    "context.origins, 'here,here'",
  })
  void a_value_that_would_lose_or_alter_changes_is_an_error_of_its_option(
      String option, String value) {
    Map<String, String> config = database.config();
    config.put(option, value);
    Map<String, List<String>> errors = errors(config);
    assertThat(errors).containsKey(option);
    assertThat(errors.get(option)).allSatisfy(message -> assertThat(message).isNotBlank());
  }

  @Test
  void a_transform_that_drops_is_refused() {
    Map<String, String> config = database.config();
    config.put("transforms", "bad");
    config.put("transforms.bad.type", "org.apache.kafka.connect.transforms.Filter");
    assertThat(errors(config).keySet()).containsExactly("transforms.bad.type");
  }

  @Test
  void a_collection_without_images_is_answered_with_the_command_and_does_not_start() {
    try (CapturedReplicaSet other = new CapturedReplicaSet()) {
      other.server().client().getDatabase("shop").createCollection("plain");
      String command =
          "db.getSiblingDB('shop').runCommand({collMod: 'plain', changeStreamPreAndPostImages:"
              + " {enabled: true}})";
      assertThat(errors(other.config()).get("collection.include.list"))
          .hasSize(1)
          .allSatisfy(message -> assertThat(message).contains(command));
      assertThatThrownBy(() -> new RunningCapture(other.config(), new StoredOffsets()))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining(command);
    }
  }

  @Test
  void a_collection_that_takes_different_ids_for_equal_is_refused() {
    BsonDocument options =
        BsonDocument.parse(
            "{collation: {locale: 'en', strength: 2}, changeStreamPreAndPostImages: {enabled: true}}");
    CapturedCollection loose =
        new CapturedCollection(new TableName("shop", "loose"), "collection", options);
    Problems problems = new Problems();
    CollectionChecks.check(List.of(loose), DocumentMapping.NONE, problems);
    assertThat(problems.byOption().get("collection.include.list"))
        .anyMatch(message -> message.contains("collation"));
  }

  @Test
  void a_collection_called_like_a_table_that_is_another_is_refused_and_does_not_start() {
    Map<String, String> config = database.config();
    config.put("document.mapping", "shop.notes = shop.texts (id text = _id)");
    String message = "The collection shop.notes has the name of a table that is the collection";

    assertThat(errors(config).get("collection.include.list"))
        .singleElement()
        .asString()
        .startsWith(message + " shop.texts (document.mapping)");
    assertThatThrownBy(() -> new RunningCapture(config, new StoredOffsets()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(message);

    config.put("document.mapping", "shop.notes = shop.notes (id text = _id)");
    assertThat(errors(config)).isEmpty();
  }

  @Test
  void every_option_has_a_value_and_ours_are_documented() {
    var values = new MongoDbCaptureConnector().validate(Map.of()).configValues();
    assertThat(values).extracting(ConfigValue::name).contains("context.origin");
    new MongoDbCaptureConnector()
        .config()
        .configKeys()
        .keySet()
        .forEach(
            name ->
                assertThat(values)
                    .extracting(ConfigValue::name)
                    .as("value of %s", name)
                    .contains(name));
  }

  private static Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new TreeMap<>();
    for (ConfigValue value : new MongoDbCaptureConnector().validate(config).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }
}
