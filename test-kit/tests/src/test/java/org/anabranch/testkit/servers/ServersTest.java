package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ServersTest {
  private static final String HEARTBEAT =
      "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector";

  private static Leftovers before;
  private static KafkaBroker broker;

  @BeforeAll
  static void start() {
    before = Leftovers.now();
    broker = KafkaBroker.start();
  }

  @AfterAll
  static void close() {
    broker.close();
    before.assertNothingAdded();
  }

  @Test
  void a_worker_in_this_JVM_runs_a_connector_through_its_whole_life() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (ConnectWorker worker =
        ConnectWorker.start(WorkerSettings.of(broker, "in-process", List.of()))) {
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(loader);
      ConnectRest rest = worker.rest();
      assertThat(rest.connectorClasses()).contains(HEARTBEAT);

      rest.put("beat", heartbeat("one"));
      ConnectorStatus running = rest.awaitRunning("beat");
      assertThat(running.tasks()).hasSize(1);
      awaitTopic("heartbeats");

      rest.pause("beat");
      rest.resume("beat");
      rest.restart("beat");
      rest.awaitRunning("beat");
      Await.until(
          "offsets are stored",
          Await.DEADLINE,
          () -> rest.offsets("beat").path("offsets").size() == 1);
      rest.stop("beat");
      rest.resetOffsets("beat");
      assertThat(rest.offsets("beat").path("offsets")).isEmpty();
      rest.delete("beat");
      assertThat(rest.status("beat")).isEmpty();
    }
  }

  @Test
  void a_sink_task_that_is_offered_a_batch_again_when_it_is_resumed_is_told_of_as_running(
      @TempDir Path directory) {
    Path offered = directory.resolve("offered");
    try (ConnectWorker worker =
        ConnectWorker.start(WorkerSettings.of(broker, "offered-again", List.of()))) {
      ConnectRest rest = worker.rest();
      rest.put("refusing", RefusingSink.settings("refused", offered));
      rest.awaitRunning("refusing");
      Await.until("a batch was refused", Await.DEADLINE, () -> Files.exists(offered));

      rest.pause("refusing");
      rest.resume("refusing");

      assertThat(rest.status("refusing").orElseThrow().isRunning()).isTrue();
      rest.delete("refusing");
    }
  }

  @Test
  void of_two_workers_in_one_group_the_other_takes_over_when_one_is_killed() throws Exception {
    WorkerSettings settings = WorkerSettings.of(broker, "two-workers", List.of());
    try (ForkedConnectWorker victim = ForkedConnectWorker.start(settings)) {
      victim.rest().put("beat", heartbeat("two"));
      victim.rest().awaitRunning("beat");
      try (ConnectWorker heir = ConnectWorker.start(settings)) {
        long pid = victim.pid();
        String heirsAddress = heir.rest().url().getAuthority();

        victim.kill();

        assertThat(victim.isAlive()).isFalse();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        Await.until(
            "connector and task run on the worker that is left",
            Await.DEADLINE,
            () -> heir.rest().status("beat").orElseThrow(),
            status ->
                status.isRunning()
                    && status.connector().worker().equals(heirsAddress)
                    && status.tasks().get(0).worker().equals(heirsAddress));
        heir.rest().delete("beat");
      }
      assertThat(Files.exists(victim.log())).isTrue();
    }
  }

  @Test
  void a_forked_worker_sees_no_plugin_of_the_tests_class_path_and_stops_when_closed() {
    ForkedConnectWorker worker =
        ForkedConnectWorker.start(WorkerSettings.of(broker, "forked", List.of()));
    assertThat(worker.rest().connectorClasses())
        .contains(HEARTBEAT)
        .doesNotContain(BrokenConnector.class.getName());

    worker.close();

    assertThat(worker.isAlive()).isFalse();
    assertThat(worker.exitCode()).isZero();
  }

  @Test
  void a_forked_worker_loads_what_lies_in_its_plugin_path(@TempDir Path plugins)
      throws IOException {
    jar(Files.createDirectories(plugins.resolve("broken")).resolve("broken.jar"));
    WorkerSettings settings = WorkerSettings.of(broker, "plugin-path", List.of(plugins));

    try (ConnectWorker worker = ForkedConnectWorker.start(settings)) {
      assertThat(worker.rest().connectorClasses())
          .contains(HEARTBEAT, BrokenConnector.class.getName());
    }
  }

  @Test
  void a_failed_connector_ends_the_wait_with_its_trace() {
    try (ConnectWorker worker =
        ConnectWorker.start(WorkerSettings.of(broker, "failing", List.of()))) {
      worker
          .rest()
          .put(
              "broken",
              Map.of("connector.class", BrokenConnector.class.getName(), "tasks.max", "1"));

      assertThatThrownBy(() -> worker.rest().awaitRunning("broken"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Task 0 of broken FAILED on " + worker.rest().url().getAuthority())
          .hasMessageContaining("this task never starts");
      worker.rest().delete("broken");
    }
  }

  @Test
  void validation_names_each_wrong_option() {
    try (ConnectWorker worker =
        ConnectWorker.start(WorkerSettings.of(broker, "validating", List.of()))) {
      Map<String, String> settings = new HashMap<>(heartbeat("four"));
      settings.put("name", "beat");
      assertThat(worker.rest().validate(HEARTBEAT, settings).isValid()).isTrue();

      settings.put("tasks.max", "none");

      assertThat(worker.rest().validate(HEARTBEAT, settings).errors().keySet())
          .containsExactly("tasks.max");
    }
  }

  @Test
  void the_broker_keeps_ports_and_topics_when_it_is_stopped_and_started_again() throws Exception {
    try (KafkaBroker own = KafkaBroker.start()) {
      own.createTopic("kept", 3);

      own.stop();
      own.startAgain();

      assertThat(own.admin().describeTopics(List.of("kept")).allTopicNames().get())
          .hasEntrySatisfying("kept", topic -> assertThat(topic.partitions()).hasSize(3));
    }
  }

  @Test
  void servers_leave_no_thread_no_process_and_no_directory() {
    Leftovers earlier = Leftovers.now();
    try (PostgresServer postgres = PostgresServer.start();
        KafkaBroker own = KafkaBroker.start();
        ConnectWorker worker =
            ConnectWorker.start(WorkerSettings.of(own, "leaves-nothing", List.of()));
        ForkedConnectWorker forked =
            ForkedConnectWorker.start(WorkerSettings.of(own, "leaves-nothing", List.of()))) {
      assertThat(postgres.port()).isPositive();
      assertThat(worker.rest().connectors()).isEmpty();
      assertThat(forked.rest().connectors()).isEmpty();
      assertThat(earlier.added()).isNotEmpty();
    }
    earlier.assertNothingAdded();
  }

  private static Map<String, String> heartbeat(String target) {
    return Map.of(
        "connector.class", HEARTBEAT,
        "tasks.max", "1",
        "source.cluster.alias", "here",
        "target.cluster.alias", target,
        "source.cluster.bootstrap.servers", broker.bootstrapServers(),
        "target.cluster.bootstrap.servers", broker.bootstrapServers(),
        "heartbeats.topic.replication.factor", "1",
        "key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
        "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
  }

  private static void awaitTopic(String name) {
    Await.until(
        "topic " + name + " exists",
        Await.DEADLINE,
        () -> broker.admin().listTopics().names().get().contains(name));
  }

  private static void jar(Path file) throws IOException {
    try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (String entry :
          List.of(
              "META-INF/services/org.apache.kafka.connect.source.SourceConnector",
              "org/anabranch/testkit/servers/BrokenConnector.class",
              "org/anabranch/testkit/servers/BrokenConnector$BrokenTask.class")) {
        jar.putNextEntry(new JarEntry(entry));
        try (var content =
            Objects.requireNonNull(ServersTest.class.getResourceAsStream("/" + entry))) {
          content.transferTo(jar);
        }
      }
    }
  }
}
