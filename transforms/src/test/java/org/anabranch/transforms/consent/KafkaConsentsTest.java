package org.anabranch.transforms.consent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.transforms.filter.GeoFilterOptions;
import org.anabranch.transforms.filter.PolicyQuestion;
import org.anabranch.transforms.filter.StartedGeoFilter;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Against a real broker. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KafkaConsentsTest {

  private static final Duration DEADLINE = Await.DEADLINE;
  private static final String TOPIC = "consent";

  private @Nullable KafkaBroker broker;

  @BeforeEach
  void start() {
    broker = KafkaBroker.start();
    broker().createTopic(TOPIC, 2);
  }

  @AfterEach
  void stop() {
    broker().close();
  }

  private KafkaBroker broker() {
    return Objects.requireNonNull(broker);
  }

  private Map<String, Object> client() {
    return broker().clientSettings();
  }

  private KafkaConsents read(Duration lagMax) {
    return KafkaConsents.read(Set.of(TOPIC), new ConsentOptions(client(), lagMax, DEADLINE));
  }

  private void tell(String subject, @Nullable String value) {
    try (var producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] bytes = value == null ? null : value.getBytes(UTF_8);
      var unused = producer.send(new ProducerRecord<>(TOPIC, subject.getBytes(UTF_8), bytes));
    }
  }

  @Test
  void what_was_told_before_is_known_at_once_and_what_is_told_later_soon() {
    tell("ada", "{\"profiling\": true, \"marketing\": false}");
    tell("bob", "{\"profiling\": true}");
    tell("bob", null);
    tell("eve", "{\"profiling\": \"yes\"}");
    tell("joe", "{\"profiling\": true");
    try (KafkaConsents consents = read(DEADLINE)) {
      assertThat(consents.granted(TOPIC, "profiling", "ada")).isTrue();
      assertThat(consents.granted(TOPIC, "marketing", "ada")).isFalse();
      assertThat(consents.granted("other", "profiling", "ada")).isFalse();
      for (String none : new String[] {"bob", "eve", "joe", "nobody"}) {
        assertThat(consents.granted(TOPIC, "profiling", none)).as(none).isFalse();
      }
      tell("ada", "{\"marketing\": true}");
      Await.until("it is withdrawn", DEADLINE, () -> !consents.granted(TOPIC, "profiling", "ada"));
      assertThat(consents.granted(TOPIC, "marketing", "ada")).isTrue();
    }
  }

  @Test
  void nothing_is_judged_by_consents_that_were_read_too_long_ago() {
    tell("ada", "{\"profiling\": true}");
    try (KafkaConsents consents = read(Duration.ofSeconds(1))) {
      awaitGranted(consents);
      broker().stop();
      Await.until("it is refused", DEADLINE, () -> refuses(consents));
      broker().startAgain();
      awaitGranted(consents);
    }
  }

  /** Refused where what was read is too old by then, as it is for a moment on a busy machine. */
  private static void awaitGranted(KafkaConsents consents) {
    Await.until(
        "the consent is known", DEADLINE, () -> consents.granted(TOPIC, "profiling", "ada"));
  }

  private static boolean refuses(KafkaConsents consents) {
    return refuses(
        () -> {
          boolean unused = consents.granted(TOPIC, "profiling", "ada");
        });
  }

  private static boolean refuses(Runnable asking) {
    try {
      asking.run();
      return false;
    } catch (RetriableException e) {
      return true;
    }
  }

  private static boolean fails(KafkaConsents consents, String message) {
    try {
      boolean unused = consents.granted(TOPIC, "profiling", "ada");
      return false;
    } catch (ConnectException e) {
      return !(e instanceof RetriableException) && String.valueOf(e.getMessage()).contains(message);
    }
  }

  @Test
  void a_topic_that_is_made_anew_is_not_read_on() throws Exception {
    tell("ada", "{\"profiling\": true}");
    try (KafkaConsents consents = read(Duration.ofSeconds(1))) {
      awaitGranted(consents);
      broker().admin().deleteTopics(List.of(TOPIC)).all().get();
      Await.until("it is gone", DEADLINE, () -> refuses(consents));
      broker().createTopic(TOPIC, 2);
      for (int i = 0; i < 3; i++) {
        tell("ada", "{}");
      }
      Await.until("it is refused", DEADLINE, () -> fails(consents, "made anew"));
    }
  }

  @Test
  void where_records_were_lost_their_topic_is_not_read_on() throws Exception {
    tell("ada", "{\"profiling\": true}");
    // Too long for the topic itself to be looked at, so only what is read can tell.
    try (KafkaConsents consents = read(DEADLINE.multipliedBy(4))) {
      broker().admin().deleteTopics(List.of(TOPIC)).all().get();
      Await.until(
          "it is gone",
          DEADLINE,
          () -> !broker().admin().listTopics().names().get().contains(TOPIC));
      broker().createTopic(TOPIC, 2);
      Await.until("it is refused", DEADLINE, () -> fails(consents, "not read any more"));
    }
  }

  @Test
  void a_topic_that_has_more_partitions_than_were_read_is_not_read_on() throws Exception {
    tell("ada", "{\"profiling\": true}");
    try (KafkaConsents consents = read(Duration.ofSeconds(1))) {
      broker().admin().createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(3))).all().get();
      Await.until(
          "it is refused", DEADLINE, () -> fails(consents, "other partitions than were read (3,"));
    }
  }

  private Map<String, String> filterOptions() {
    Map<String, String> options = new HashMap<>();
    options.put(
        "policy",
        """
        version: 1
        regions: {eu: {}, us: {}}
        consents: {profiling: {topic: consent, subject: id}}
        rules:
          - {name: profiled, when: "consented('profiling')", then: deliver}
        otherwise: withhold
        """);
    options.put("origin.region", "eu");
    options.put("destination.region", "us");
    options.put("consent.bootstrap.servers", broker().bootstrapServers());
    options.put("consent.lag.max.ms", "1000");
    return options;
  }

  @Test
  void a_dry_run_goes_on_where_consents_cannot_be_read() {
    SourceRecord record =
        new SourceRecord(Map.of(), Map.of(), "customers", null, null, Map.of("id", "ada"));
    Map<String, String> dry = filterOptions();
    dry.put("dry.run", "true");
    try (StartedGeoFilter judging = StartedGeoFilter.start(GeoFilterOptions.of(filterOptions()));
        StartedGeoFilter filter = StartedGeoFilter.start(GeoFilterOptions.of(dry))) {
      broker().stop();
      Await.until("it is refused", DEADLINE, () -> refuses(() -> judging.apply(record)));
      assertThat(filter.apply(record)).isSameAs(record);
      assertThat(refuses(() -> judging.apply(record))).isTrue();
    }
  }

  @Test
  void who_cannot_begin_leaves_no_consents_open() {
    Map<String, String> options = filterOptions();
    options.put("key.converter", JsonConverter.class.getName());
    options.put("value.converter", JsonConverter.class.getName());
    options.put("value.converter.schemas.cache.size", "many");
    assertThatThrownBy(() -> PolicyQuestion.of(options)).hasMessageContaining("schemas.cache.size");
    assertThatThrownBy(() -> StartedGeoFilter.start(GeoFilterOptions.of(options)))
        .hasMessageContaining("schemas.cache.size");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("anabranch-consents");
  }

  @Test
  void a_topic_that_is_missing_is_named() {
    ConsentOptions options = new ConsentOptions(client(), DEADLINE, Duration.ofSeconds(10));
    assertThatThrownBy(() -> KafkaConsents.read(Set.of("nowhere"), options))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("There is no consent topic 'nowhere'");
  }
}
