package org.anabranch.testkit.servers;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster of one node (broker and controller) inside this JVM, on loopback. It keeps its
 * ports and its topics when it is stopped and started again. All replication factors are 1.
 *
 * <p>There is no Testcontainers variant: the broker is the released one either way.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);

  private final int port = Ports.free();
  private final int controllerPort = Ports.free();
  private final TemporaryDirectory data = TemporaryDirectory.create("anabranch-kafka-");
  private final Map<String, String> settings;
  private final Admin admin;
  private @Nullable KafkaRaftServer running;

  private KafkaBroker(Map<String, String> extraSettings) {
    settings = settings(extraSettings);
    try {
      format();
      startServer();
    } catch (Exception e) {
      end();
      throw new IllegalStateException("Kafka did not start on port " + port, e);
    }
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    awaitAnswers();
  }

  public static KafkaBroker start() {
    return start(Map.of());
  }

  /**
   * Starts a broker whose settings are completed or replaced by these and returns when it answers.
   */
  public static KafkaBroker start(Map<String, String> extraSettings) {
    return new KafkaBroker(extraSettings);
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /**
   * Settings for clients whose consumers wait no longer for records than a test needs: what else
   * they ask, and how they close, waits for the fetch under way, 500 ms by default.
   */
  public Map<String, Object> clientSettings() {
    return Map.of("bootstrap.servers", bootstrapServers(), "fetch.max.wait.ms", 20);
  }

  /** An administration client that lives as long as this broker; do not close it. */
  public Admin admin() {
    return admin;
  }

  public void createTopic(String name, int partitions) {
    createTopic(name, partitions, Map.of());
  }

  /** Returns once the topic is served; it is known somewhat earlier. */
  public void createTopic(String name, int partitions, Map<String, String> settings) {
    try {
      admin
          .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Could not create topic " + name, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while creating topic " + name, e);
    }
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.put(new TopicPartition(name, partition), OffsetSpec.latest());
    }
    Await.until(
        "topic " + name + " is served",
        START_DEADLINE,
        () -> admin.listOffsets(all).all().get().size() == partitions);
  }

  /** Stops the broker; topics stay. */
  public synchronized void stop() {
    if (running == null) {
      return;
    }
    running.shutdown();
    running.awaitShutdown();
    running = null;
  }

  /** Starts a stopped broker again on its data and ports; returns when it answers. */
  public void startAgain() {
    startServer();
    awaitAnswers();
  }

  /** Stops the broker and deletes its data. Closing twice is fine. */
  @Override
  public void close() {
    admin.close(Duration.ZERO);
    end();
  }

  private synchronized void end() {
    stop();
    data.close();
  }

  private synchronized void startServer() {
    if (running != null) {
      return;
    }
    Properties properties = new Properties();
    properties.putAll(settings);
    running = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    running.startup();
  }

  private void format() throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(data.path().toString())
        .setDirectories(List.of(data.path().toString()))
        .run();
  }

  private void awaitAnswers() {
    Await.until(
        "Kafka answers on port " + port,
        START_DEADLINE,
        () -> !admin.describeCluster().nodes().get().isEmpty());
  }

  private Map<String, String> settings(Map<String, String> extraSettings) {
    Map<String, String> all = new HashMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    all.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("log.dirs", data.path().toString());
    all.put("default.replication.factor", "1");
    all.put("num.partitions", "1");
    // As in production: a topic that nobody created is an error, not one more topic.
    all.put("auto.create.topics.enable", "false");
    for (String internal :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      all.put(internal + ".replication.factor", "1");
    }
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    // Few partitions of internal topics start and stop faster.
    all.put("offsets.topic.num.partitions", "1");
    all.put("transaction.state.log.num.partitions", "1");
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    // Lets tests that kill a worker see its partitions move on soon.
    all.put("group.min.session.timeout.ms", "1000");
    all.putAll(extraSettings);
    return all;
  }
}
