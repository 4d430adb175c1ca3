package org.anabranch.transforms.consent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.KafkaBroker;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Against a real broker. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KafkaConsentsTest {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
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
    return Map.of("bootstrap.servers", broker().bootstrapServers());
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
      assertThat(consents.granted(TOPIC, "profiling", "ada")).isTrue();
      broker().stop();
      Await.until("it is refused", DEADLINE, () -> refuses(consents));
      broker().startAgain();
      Await.until("it is known again", DEADLINE, () -> !refuses(consents));
      assertThat(consents.granted(TOPIC, "profiling", "ada")).isTrue();
    }
  }

  private static boolean refuses(KafkaConsents consents) {
    try {
      boolean unused = consents.granted(TOPIC, "profiling", "ada");
      return false;
    } catch (RetriableException e) {
      return true;
    }
  }

  @Test
  void a_topic_that_is_missing_is_named() {
    ConsentOptions options = new ConsentOptions(client(), DEADLINE, Duration.ofSeconds(10));
    assertThatThrownBy(() -> KafkaConsents.read(Set.of("nowhere"), options))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("There is no consent topic 'nowhere'");
  }
}
