package org.anabranch.convergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.TwoRegions;
import org.anabranch.testkit.servers.WorkerSettings;
import org.apache.kafka.clients.admin.Admin;

/** Servers for two regions with the assistant's empty tables, and no connector deployed yet. */
public final class TwoRegionCluster implements AutoCloseable {

  /**
   * Topics that are new are found ten times as soon as by the files, since each test has new ones.
   */
  private static final Map<String, String> SINK_OPTIONS =
      Map.of("consumer.override.metadata.max.age.ms", "500");

  private final Path variables;
  private final TwoRegions servers;
  private final TwoRegionDeployment deployment;

  private TwoRegionCluster(Path variables, TwoRegions servers) {
    this.variables = variables;
    this.servers = servers;
    this.deployment = fresh("assistant", TwoRegionDeployment.AWS, TwoRegionDeployment.GCP);
  }

  /**
   * Starts the servers.
   *
   * @param plugins modules whose plugins the worker has besides captures and sinks
   */
  public static TwoRegionCluster start(String... plugins) {
    List<String> all =
        new ArrayList<>(List.of("anabranch-capture-postgres", "anabranch-store-postgres"));
    all.addAll(List.of(plugins));
    try {
      Path variables = Files.createTempFile("anabranch-variables-", ".properties");
      TwoRegions.Builder builder =
          TwoRegions.withPlugins(all.toArray(String[]::new)).forkedWorker();
      EnvironmentFile.workerProperties(variables).forEach(builder::worker);
      return new TwoRegionCluster(variables, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Another deployment on the same servers: databases of this name with empty tables, and origins,
   * hence topics and connectors, of its own. The worker knows one deployment's databases at a time.
   * Topics of others are deleted: every sink would ask for the partitions of all.
   */
  public TwoRegionDeployment another(String name) {
    deleteTopics();
    return fresh(name, TwoRegionDeployment.AWS + "-" + name, TwoRegionDeployment.GCP + "-" + name);
  }

  private void deleteTopics() {
    Admin admin = servers.broker().admin();
    try {
      admin
          .deleteTopics(
              admin.listTopics().names().get().stream()
                  .filter(TwoRegionCluster::isOfCapture)
                  .toList())
          .all()
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Topics of other tests cannot be deleted", e);
    }
  }

  private static boolean isOfCapture(String topic) {
    return topic.contains(".assistant.") || topic.startsWith("__debezium-heartbeat.");
  }

  private TwoRegionDeployment fresh(String database, String aws, String gcp) {
    TwoRegionDeployment fresh =
        new TwoRegionDeployment(
            servers.rest(),
            new Region(aws, "AWS", servers.first().database(database)),
            new Region(gcp, "GCP", servers.second().database(database)),
            SINK_OPTIONS);
    fresh.publishVariables(variables);
    fresh.regions().forEach(region -> region.execute(AssistantSchema.tables()));
    return fresh;
  }

  public TwoRegionDeployment deployment() {
    return deployment;
  }

  /** One more worker of the same cluster, in a JVM of its own. */
  public ForkedConnectWorker startWorker() {
    WorkerSettings settings = servers.workerSettings();
    return ForkedConnectWorker.start(settings);
  }

  public TwoRegions servers() {
    return servers;
  }

  public Path variables() {
    return variables;
  }

  @Override
  public void close() {
    servers.close();
    try {
      Files.deleteIfExists(variables);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
