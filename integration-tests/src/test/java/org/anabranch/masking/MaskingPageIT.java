package org.anabranch.masking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.convergence.TopicRecords;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;
import org.anabranch.testkit.servers.WorkerSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** docs/masking.md, with Debezium's own connector and the plugin directory as it is built. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MaskingPageIT {

  private static final String DEBEZIUM = "io.debezium.connector.postgresql.PostgresConnector";
  private static final String TOPIC = "feed.public.person";
  private static final List<String> SECRETS =
      List.of("user-17", "ada@", "+49", "1985-12", "52.52", "13.40", "10115", "tea");

  private static PostgresServer server;
  private static KafkaBroker kafka;
  private static ForkedConnectWorker worker;
  private static PostgresDatabase database;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.start();
    kafka = KafkaBroker.start();
    worker =
        ForkedConnectWorker.start(
            WorkerSettings.of(
                kafka,
                "masking",
                PluginDirectories.of("anabranch-capture-postgres", "anabranch-transforms")));
    database = server.database("masking");
    database.execute(
        "CREATE TABLE person (id int PRIMARY KEY, user_id text, email text, phone text, born date,"
            + " lat float8, lon float8, zip text, note text)",
        "ALTER TABLE person REPLICA IDENTITY FULL",
        "INSERT INTO person VALUES (1, 'user-17', 'ada@example.org', '+49 30 1234567',"
            + " '1985-12-10', 52.5200066, 13.404954, '10115', 'likes tea')");
  }

  @AfterAll
  static void stop() {
    worker.close();
    kafka.close();
    server.close();
  }

  @Test
  void what_is_masked_never_reaches_the_topic_and_a_misspelt_field_stops_the_task()
      throws Exception {
    worker.rest().put("feed", options(Map.of()));
    worker.rest().awaitRunning("feed");
    values(1);
    database.execute("UPDATE person SET note = note || '!'", "DELETE FROM person");
    List<String> values = values(3);

    assertThat(values).allSatisfy(value -> assertThat(value).doesNotContain(SECRETS));
    JsonNode row = new ObjectMapper().readTree(values.get(0)).at("/payload/after");
    assertThat(row.path("id").asInt()).isEqualTo(1);
    assertThat(row.path("email").asText()).hasSize(64);
    assertThat(row.path("phone").asText()).isEqualTo("**********4567");
    // days from 1970 to 1985-01-01
    assertThat(row.path("born").asInt()).isEqualTo(5_479);
    assertThat(row.path("lat").asDouble()).isEqualTo(52.5);
    assertThat(row.path("lon").asDouble()).isEqualTo(13.4);
    assertThat(row.path("zip").asText()).isEqualTo("101");
    assertThat(row.path("note").asText()).isEqualTo("****");
    assertThat(row.path("user_id").asText()).startsWith("p-").hasSize(24);
    JsonNode updated = new ObjectMapper().readTree(values.get(1)).at("/payload");
    assertThat(updated.path("before")).isEqualTo(updated.path("after")).isEqualTo(row);

    worker.rest().delete("feed");
    database.execute("INSERT INTO person VALUES (2, 'user-17', 'ada@example.org')");
    worker.rest().put("feed", options(Map.of("transforms.mask.fields", "emial:redact")));
    assertThat(worker.rest().awaitFailed("feed").failures().get(0).trace())
        .contains("'emial'", "'" + TOPIC + "'", "no such field", "missing.field=ignore")
        .doesNotContain(SECRETS);
  }

  @Test
  void a_wrong_mask_is_refused_when_the_configuration_is_validated() throws Exception {
    assertThat(
            worker
                .rest()
                .validate(DEBEZIUM, options(Map.of("transforms.mask.fields", "email:shred")))
                .errors("transforms.mask.fields"))
        .singleElement()
        .asString()
        .contains("there is no mask 'shred'", "redact, null, hash");
  }

  private Map<String, String> options(Map<String, String> others) throws IOException {
    Map<String, String> options = new HashMap<>();
    options.put("connector.class", DEBEZIUM);
    options.put("plugin.name", "pgoutput");
    options.put("database.hostname", database.host());
    options.put("database.port", String.valueOf(database.port()));
    options.put("database.user", database.user());
    options.put("database.password", database.password());
    options.put("database.dbname", database.name());
    options.put("topic.prefix", "feed");
    options.put("heartbeat.interval.ms", "500");
    options.put("tombstones.on.delete", "true");
    options.put("topic.creation.default.partitions", "1");
    options.put("topic.creation.default.replication.factor", "1");
    options.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    page().properties().forEach(field -> options.put(field.getKey(), field.getValue().asText()));
    options.put("transforms.mask.mask.secret", "0123456789abcdef");
    options.putAll(others);
    return options;
  }

  private static JsonNode page() throws IOException {
    String text = Files.readString(PluginDirectories.projectRoot().resolve("docs/masking.md"));
    return new ObjectMapper().readTree(text.split("```json\n", 2)[1].split("\n```", 2)[0]);
  }

  /** The topic's values as they are stored; a tombstone is left out. */
  private static List<String> values(int count) {
    return TopicRecords.read(
            kafka.bootstrapServers(), TOPIC, count, record -> record.value() != null)
        .stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }
}
