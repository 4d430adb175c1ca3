package org.anabranch.keys.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.KeyStoreContract;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.keys.store.StoredKeyJson;
import org.anabranch.model.change.KeyHash;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.KafkaBroker;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaKeyStoreTest extends KeyStoreContract {

  private static final String TOPIC = "keys";
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static @Nullable KafkaBroker kafka;

  @BeforeAll
  static void start() throws Exception {
    kafka = KafkaBroker.start(Map.of("log.cleaner.backoff.ms", "100"));
    // As the store makes it, but in fractions of a second.
    create(
        TOPIC,
        1,
        Map.of(
            "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.0001",
            "segment.ms", "200",
            "max.compaction.lag.ms", "200"));
  }

  @AfterAll
  static void stop() {
    kafka().close();
  }

  private static KafkaBroker kafka() {
    return Objects.requireNonNull(kafka);
  }

  private static void create(String topic, int partitions, Map<String, String> settings) {
    kafka().createTopic(topic, partitions, settings);
  }

  private static KafkaStoreOptions options(String topic, boolean create) {
    return options(topic, create, kafka().clientSettings());
  }

  private static KafkaStoreOptions options(
      String topic, boolean create, Map<String, Object> client) {
    return new KafkaStoreOptions(topic, client, create, (short) -1, Duration.ofSeconds(10));
  }

  @Override
  protected KeyStore open(boolean writes) {
    return new KafkaKeyStore(options(TOPIC, true), writes);
  }

  private static String freshTopic() {
    return "keys" + TOPICS.incrementAndGet();
  }

  @Test
  void a_missing_topic_is_made_so_that_destroyed_keys_leave_it_soon() throws Exception {
    String topic = freshTopic();
    try (KeyStore store = new KafkaKeyStore(options(topic, true), true)) {
      assertThat(store.latest(fresh())).isNull();
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config settings =
        Objects.requireNonNull(
            kafka().admin().describeConfigs(List.of(resource)).all().get().get(resource));
    assertThat(settings.get("cleanup.policy").value()).isEqualTo("compact");
    assertThat(settings.get("max.compaction.lag.ms").value()).isEqualTo("600000");
  }

  @Test
  void a_missing_topic_is_refused_where_it_may_not_be_made() {
    for (boolean writes : List.of(true, false)) {
      assertRefused(options(freshTopic(), !writes), writes, "Create it with one partition");
    }
  }

  @Test
  void topics_that_would_not_keep_keys_are_refused() throws Exception {
    String deleting = freshTopic();
    create(deleting, 1, Map.of("cleanup.policy", "delete"));
    assertRefused(options(deleting, true), true, "cleanup.policy=delete");
    String both = freshTopic();
    create(both, 1, Map.of("cleanup.policy", "compact,delete"));
    assertRefused(options(both, true), false, "Set cleanup.policy=compact");
    String wide = freshTopic();
    create(wide, 3, Map.of("cleanup.policy", "compact"));
    assertRefused(options(wide, true), true, "has 3 partitions");
  }

  private static void assertRefused(KafkaStoreOptions options, boolean writes, String why) {
    try (KeyStore store = new KafkaKeyStore(options, writes)) {
      assertThatThrownBy(() -> store.latest(fresh()))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasMessageContaining(why);
    }
  }

  @Test
  void what_is_no_key_is_left_alone_and_a_newer_format_fails_its_own_key_only() {
    String topic = freshTopic();
    try (KeyStore store = new KafkaKeyStore(options(topic, true), true)) {
      StoredKey key = store.add(key(fresh(), 1));
      put(topic, "something", "else");
      put(topic, "00000000000000ff", "{\"v\":2,\"secret\":\"marker-value\"}");
      put(topic, "00000000000000fe", "{no json marker-value");
      StoredKey later = store.add(key(fresh(), 1));
      assertThat(store.find(key.id())).isEqualTo(key);
      assertThat(store.find(later.id())).isEqualTo(later);
      for (long id : List.of(0xffL, 0xfeL)) {
        assertThatThrownBy(() -> store.find(new KeyId(id)))
            .isInstanceOf(ConnectException.class)
            .hasMessageContaining("topic '" + topic + "', partition 0, offset ")
            .hasMessageNotContaining("marker-value");
      }
    }
  }

  @Test
  void a_copy_of_the_topic_is_read_as_the_topic_is() {
    String topic = freshTopic();
    String copy = freshTopic();
    try (KeyStore store = new KafkaKeyStore(options(topic, true), true);
        KeyStore made = new KafkaKeyStore(options(copy, true), true);
        KeyStore reading = new KafkaKeyStore(options(copy, false), false)) {
      StoredKey key = store.add(key(fresh(), 1));
      assertThat(made.find(key.id())).isNull();
      assertThat(reading.find(key.id())).isNull();
      put(copy, key.id().toString(), new String(StoredKeyJson.write(key), StandardCharsets.UTF_8));
      assertThat(reading.find(key.id())).isEqualTo(key);
      assertThat(reading.latest(key.name())).isEqualTo(key);
    }
  }

  @Test
  void nothing_is_answered_by_what_may_be_out_of_date() throws Exception {
    try (KafkaBroker unsteady = KafkaBroker.start();
        KeyStore store =
            new KafkaKeyStore(
                new KafkaStoreOptions(
                    "keys",
                    Map.of(
                        "bootstrap.servers", unsteady.bootstrapServers(),
                        "default.api.timeout.ms", "1500",
                        "request.timeout.ms", "1000",
                        "delivery.timeout.ms", "2000",
                        "max.block.ms", "2000"),
                    true,
                    (short) 1,
                    Duration.ofMillis(500)),
                true)) {
      StoredKey key = key(fresh(), 1);
      // Its patience is short: on a busy machine the topic is not made at the first attempt.
      Await.until("the store is written", SOON, () -> key.equals(store.add(key)));
      unsteady.stop();
      Await.until("the store says that it does not know", SOON, () -> isUnavailable(store, key));
      assertThatThrownBy(() -> store.add(key(fresh(), 1))).isInstanceOf(RetriableException.class);
      unsteady.startAgain();
      Await.until("the store answers again", SOON, () -> key.equals(store.find(key.id())));
      StoredKey next = key(key.name(), 2);
      Await.until("the store is written again", SOON, () -> store.add(next).generation() == 2);
    }
  }

  @Test
  void who_is_forgotten_is_heard_of_by_itself_after_reading_was_denied_for_a_while()
      throws Exception {
    Map<String, String> authorizes =
        Map.of(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found", "true");
    try (KafkaBroker guarded = KafkaBroker.start(authorizes);
        KeyStore store = new KafkaKeyStore(options(TOPIC, true, client(guarded, "asked")), true);
        KeyStore idle = new KafkaKeyStore(options(TOPIC, true, client(guarded, "idle")), true)) {
      Set<KeyHash> told = ConcurrentHashMap.newKeySet();
      idle.watch(Set::of, told::add);
      KeyHash subject = freshSubject();
      StoredKey key = store.add(key(ofSubject(KeyPurpose.INDEX, subject), 1));
      assertThat(idle.find(key.id())).isEqualTo(key);
      grant(guarded, AclOperation.WRITE);
      // Nothing is asked of the idle store from here on: it has to notice by itself.
      Await.until("reading is denied", SOON, () -> isUnavailable(store, key));
      ObjectName consumer = new ObjectName("kafka.consumer:type=app-info,id=idle");
      MBeanServer clients = ManagementFactory.getPlatformMBeanServer();
      Await.until("the idle one's ended, too", SOON, () -> !clients.isRegistered(consumer));
      byte[] marker = StoredKeyJson.forgotten("default", subject, 1);
      put(guarded, TOPIC, subject.toString(), new String(marker, StandardCharsets.UTF_8));
      grant(guarded, AclOperation.READ);
      Await.until("the idle one is told", SOON, () -> told.contains(subject));
      Await.until("the other one answers", SOON, () -> !isUnavailable(store, key));
    }
  }

  private static Map<String, Object> client(KafkaBroker broker, String id) {
    Map<String, Object> settings = new HashMap<>(broker.clientSettings());
    settings.put("client.id", id);
    return settings;
  }

  /** Whoever is granted something on a topic may not do anything else there any more. */
  private static void grant(KafkaBroker broker, AclOperation operation) throws Exception {
    AclBinding granted =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL),
            new AccessControlEntry("User:ANONYMOUS", "*", operation, AclPermissionType.ALLOW));
    broker.admin().createAcls(List.of(granted)).all().get();
  }

  private static boolean isUnavailable(KeyStore store, StoredKey key) {
    try {
      store.find(key.id());
      return false;
    } catch (RetriableException e) {
      return true;
    }
  }

  private static void put(String topic, String key, String value) {
    put(kafka(), topic, key, value);
  }

  private static void put(KafkaBroker broker, String topic, String key, String value) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  key.getBytes(StandardCharsets.UTF_8),
                  value.getBytes(StandardCharsets.UTF_8)))
          .get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
