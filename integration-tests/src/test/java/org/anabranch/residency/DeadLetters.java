package org.anabranch.residency;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.anabranch.convergence.TopicRecords;
import org.anabranch.residency.ResidencyServers.Site;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What Connect writes of errors in transforms into the headers of a dead letter queue. */
record DeadLetters(List<ConsumerRecord<byte[], byte[]>> letters) {

  static final String SECRET = "tea-with-ada";
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
  private static final String POLICY =
      """
      version: 1
      regions: {eu: {}, us: {}}
      rules:
        - {name: callers, when: row.calls > 3, then: withhold}
        - {name: born, then: {mask: {born: truncate(day)}}}
      otherwise: deliver
      """;

  /** Each wrong for a reason of its own. */
  private static final List<String> ROWS =
      List.of(
          "{\"calls\": \"%s\", \"born\": \"2001-02-03\"}".formatted(SECRET),
          "{\"calls\": 1, \"born\": \"%s\"}".formatted(SECRET),
          "{\"kalls\": \"%s\"}".formatted(SECRET));

  /** Lets both transforms refuse records in sinks of a region. */
  static DeadLetters of(Site site) {
    for (String topic : List.of("filtered", "masked", "dead")) {
      site.broker().createTopic(topic, 1);
    }
    produce(site.broker());
    site.region()
        .execute(
            "CREATE SCHEMA other", "CREATE TABLE other.customer (customer_id text PRIMARY KEY)");
    PostgresDatabase database = site.region().database();
    ConnectRest rest = site.worker().rest();
    rest.put("filtering", sink(database, "filtered", BYTES, filter()));
    rest.put("masking", sink(database, "masked", JSON, mask()));
    for (String name : List.of("filtering", "masking")) {
      rest.awaitRunning(name);
    }
    List<ConsumerRecord<byte[], byte[]>> letters =
        TopicRecords.read(site.broker().bootstrapServers(), "dead", 5 + 2, any -> true);
    rest.delete("filtering");
    rest.delete("masking");
    return new DeadLetters(List.copyOf(letters));
  }

  /** A header of all of them, {@code exception.message} for example. */
  List<String> errors(String name) {
    return letters.stream().map(letter -> header(letter, name)).toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    byte[] value = letter.headers().lastHeader("__connect.errors." + name).value();
    return new String(value, StandardCharsets.UTF_8);
  }

  private static void produce(KafkaBroker broker) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ROWS.forEach(row -> send(producer, record("filtered", row)));
      send(producer, record("filtered", SECRET));
      ProducerRecord<byte[], byte[]> damaged = record("filtered", ROWS.get(0));
      damaged.headers().add("anabranch", ("ab1:" + SECRET).getBytes(StandardCharsets.UTF_8));
      send(producer, damaged);
      ROWS.subList(1, 3).forEach(row -> send(producer, record("masked", row)));
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String value) {
    return new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    Future<?> unused = producer.send(record);
  }

  private static Map<String, String> filter() {
    return Map.of(
        "transforms.t.type", "org.anabranch.transforms.GeoFilter$Value",
        "transforms.t.policy", POLICY,
        "transforms.t.origin.region", "eu",
        "transforms.t.destination.region", "us",
        "transforms.t.on.error", "fail",
        "transforms.t.key.converter", JSON,
        "transforms.t.value.converter", JSON,
        "transforms.t.value.converter.schemas.enable", "false");
  }

  private static Map<String, String> mask() {
    return Map.of(
        "transforms.t.type", "org.anabranch.transforms.MaskFields$Value",
        "transforms.t.fields", "born:truncate(day)",
        "value.converter.schemas.enable", "false");
  }

  /** A sink that no record reaches. */
  private static Map<String, String> sink(
      PostgresDatabase database, String topic, String converter, Map<String, String> transform) {
    Map<String, String> settings = new HashMap<>(transform);
    settings.put(
        "connector.class", "org.anabranch.store.postgres.resend.PostgresResendSinkConnector");
    settings.put("topics", topic);
    settings.put("resend.tables", "other.customer:customer_id");
    settings.put("connection.url", database.jdbcUrl());
    settings.put("connection.user", database.user());
    settings.put("connection.password", database.password());
    settings.put("key.converter", BYTES);
    settings.put("value.converter", converter);
    settings.put("transforms", "t");
    settings.put("errors.tolerance", "all");
    settings.put("errors.deadletterqueue.topic.name", "dead");
    settings.put("errors.deadletterqueue.topic.replication.factor", "1");
    settings.put("errors.deadletterqueue.context.headers.enable", "true");
    return settings;
  }
}
