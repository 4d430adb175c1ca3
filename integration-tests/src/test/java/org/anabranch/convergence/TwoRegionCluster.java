package org.anabranch.convergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.TwoRegions;
import org.anabranch.testkit.servers.WorkerSettings;

/** Servers for two regions with the assistant's empty tables, and no connector deployed yet. */
final class TwoRegionCluster implements AutoCloseable {

  private final Path variables;
  private final TwoRegions servers;
  private final TwoRegionDeployment deployment;

  private TwoRegionCluster(Path variables, TwoRegions servers) {
    this.variables = variables;
    this.servers = servers;
    this.deployment = database("assistant");
  }

  static TwoRegionCluster start() {
    try {
      Path variables = Files.createTempFile("anabranch-variables-", ".properties");
      TwoRegions.Builder builder =
          TwoRegions.withPlugins("anabranch-capture-postgres", "anabranch-store-postgres")
              .forkedWorker();
      EnvironmentFile.workerProperties(variables).forEach(builder::worker);
      return new TwoRegionCluster(variables, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The connectors' files for databases of this name, which are created with empty tables. */
  private TwoRegionDeployment database(String name) {
    TwoRegionDeployment fresh =
        new TwoRegionDeployment(
            servers.rest(),
            new Region(TwoRegionDeployment.AWS, "AWS", servers.first().database(name)),
            new Region(TwoRegionDeployment.GCP, "GCP", servers.second().database(name)));
    fresh.publishVariables(variables);
    fresh.regions().forEach(region -> region.execute(AssistantSchema.tables()));
    return fresh;
  }

  TwoRegionDeployment deployment() {
    return deployment;
  }

  /** One more worker of the same cluster, in a JVM of its own. */
  ForkedConnectWorker startWorker() {
    WorkerSettings settings = servers.workerSettings();
    return ForkedConnectWorker.start(settings);
  }

  TwoRegions servers() {
    return servers;
  }

  Path variables() {
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
