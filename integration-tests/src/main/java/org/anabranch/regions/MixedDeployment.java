package org.anabranch.regions;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PluginDirectories;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The files of connect-configs/postgres-mongodb: a region with tables and one with collections. */
public record MixedDeployment(
    ConnectRest rest, KafkaBroker broker, Region tables, DocumentStore documents) {

  private static final Path FILES =
      PluginDirectories.projectRoot().resolve("connect-configs/postgres-mongodb");

  /** As the files say. */
  private static final int LANES = 12;

  /** All four. */
  public List<String> connectors() {
    return List.of(
        tables.captureName(), documents.captureName(), tables.sinkName(), documents.sinkName());
  }

  /** Tells the workers where the databases are, as their environment would. */
  public void publishVariables(Path file) {
    Map<String, String> variables = new HashMap<>(tables.variables());
    variables.putAll(documents.variables());
    EnvironmentFile.write(file, variables);
  }

  /**
   * Deploys the connectors, with options of the files changed, and returns when they run: captures
   * first, and sinks once the collections' snapshot is taken.
   */
  public void deploy(UnaryOperator<ConnectorConfig> changed) {
    List<String> names = connectors();
    deploy(names.subList(0, 2), changed);
    documents.collections().forEach(this::awaitSnapshot);
    deploy(names.subList(2, names.size()), changed);
  }

  private void deploy(List<String> names, UnaryOperator<ConnectorConfig> changed) {
    names.forEach(name -> rest.put(changed.apply(file(name))));
    names.forEach(name -> rest.awaitRunning(name, Await.DEADLINE));
  }

  /** What the file of a connector says. */
  public ConnectorConfig file(String connector) {
    return ConnectorConfig.read(FILES.resolve(connector + ".json"), Map.of());
  }

  /** A snapshot is a mark for its begin and one for its end in each lane, and every document. */
  private void awaitSnapshot(String collection) {
    String topic = documents.origin() + "." + DocumentStore.DATABASE + "." + collection;
    long expected = 2L * LANES + documents.collection(collection).countDocuments();
    Await.until(
        "the snapshot of " + collection + " is in " + topic,
        Await.DEADLINE,
        () -> records(topic),
        records -> records >= expected);
  }

  private long records(String topic) {
    Admin admin = broker.admin();
    try {
      if (!admin.listTopics().names().get().contains(topic)) {
        return 0;
      }
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (int lane = 0; lane < LANES; lane++) {
        ends.put(new TopicPartition(topic, lane), OffsetSpec.latest());
      }
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      return 0; // A topic that is being made is not served yet.
    }
  }

  /** Nothing crosses between the regions until {@link #healLink()}. */
  public void cutLink() {
    connectors().stream().filter(name -> name.endsWith("-sink")).forEach(rest::pause);
  }

  public void healLink() {
    connectors().stream().filter(name -> name.endsWith("-sink")).forEach(rest::resume);
  }

  /** Fails with the trace of a connector or task that failed, so that nobody waits for it. */
  public void failIfAnyFailed() {
    for (String name : rest.connectors()) {
      rest.status(name)
          .filter(status -> status.hasFailed())
          .ifPresent(
              status -> {
                throw new AssertionError(name + " failed: " + status.failures());
              });
    }
  }
}
