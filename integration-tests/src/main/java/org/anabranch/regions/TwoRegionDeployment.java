package org.anabranch.regions;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.ConnectorStatus;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.PluginDirectories;

/**
 * The files of connect-configs/two-regions, deployed as an administrator deploys them.
 *
 * @param sinkOptions options of the sinks that complete or replace those of the files
 */
public record TwoRegionDeployment(
    ConnectRest rest, Region aws, Region gcp, Map<String, String> sinkOptions) {

  public static final String AWS = "aws-us-east-1";
  public static final String GCP = "gcp-europe-west1";
  private static final Path FILES =
      PluginDirectories.projectRoot().resolve("connect-configs/two-regions");

  public TwoRegionDeployment {
    sinkOptions = Map.copyOf(sinkOptions);
  }

  /** The files as they are. */
  public TwoRegionDeployment(ConnectRest rest, Region aws, Region gcp) {
    this(rest, aws, gcp, Map.of());
  }

  /** The same regions as seen from another worker. */
  public TwoRegionDeployment on(ConnectRest other) {
    return new TwoRegionDeployment(other, aws, gcp, sinkOptions);
  }

  public List<Region> regions() {
    return List.of(aws, gcp);
  }

  /** Tells the workers where the databases are, as their environment would. */
  public void publishVariables(Path file) {
    Map<String, String> variables = new HashMap<>(aws.variables());
    variables.putAll(gcp.variables());
    EnvironmentFile.write(file, variables);
  }

  /** Deploys all four connectors and returns when they run. */
  public void deploy() {
    deploy(connector -> connector);
  }

  /** The same, with options of the files changed. */
  public void deploy(UnaryOperator<ConnectorConfig> changed) {
    List<String> names =
        List.of(aws.captureName(), gcp.captureName(), aws.sinkName(), gcp.sinkName());
    names.forEach(name -> rest.put(changed.apply(config(name))));
    names.forEach(name -> rest.awaitRunning(name, Await.DEADLINE));
  }

  public void deploy(String name) {
    deploy(name, connector -> connector);
  }

  public void deploy(String name, UnaryOperator<ConnectorConfig> changed) {
    rest.put(changed.apply(config(name)));
  }

  /**
   * The connector as its file says; where this deployment's origins are named differently from the
   * files', the file's text is read with these names.
   */
  public ConnectorConfig config(String name) {
    ConnectorConfig file = ConnectorConfig.read(FILES.resolve(fileName(name) + ".json"), Map.of());
    Map<String, String> settings = new HashMap<>(file.settings());
    settings.replaceAll(
        (option, value) -> value.replace(AWS, aws.origin()).replace(GCP, gcp.origin()));
    if (name.endsWith("-sink")) {
      settings.putAll(sinkOptions);
    }
    return new ConnectorConfig(name, settings);
  }

  private String fileName(String name) {
    return name.replace(aws.origin(), AWS).replace(gcp.origin(), GCP);
  }

  public Region other(Region region) {
    return region.equals(aws) ? gcp : aws;
  }

  /** Deletes whatever connectors there are and drops the slots, so that others can be deployed. */
  public void undeploy() {
    rest.connectors().forEach(rest::delete);
    for (Region region : regions()) {
      Await.until(
          "the slot of " + region + " is dropped",
          Await.DEADLINE,
          () -> {
            region.column(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_name = 'anabranch' AND NOT active");
            return region.column("SELECT slot_name FROM pg_replication_slots").isEmpty();
          });
    }
  }

  /** Nothing crosses between the regions until {@link #healLink()}. */
  public void cutLink() {
    regions().forEach(region -> rest.pause(region.sinkName()));
  }

  /** Returns once nothing crosses any more, after {@link #cutLink()}. */
  public void awaitLinkCut() {
    for (Region region : regions()) {
      Await.until(
          region.sinkName() + " is paused",
          Await.DEADLINE,
          () -> rest.status(region.sinkName()).orElseThrow().tasks(),
          tasks -> !tasks.isEmpty() && tasks.stream().allMatch(t -> t.state().equals("PAUSED")));
    }
  }

  /**
   * Changes options of both sinks, and returns when they run with these: they are stopped
   * meanwhile, so that no task of before merges what comes next.
   */
  public void whileSinksAreStopped(Runnable change) {
    regions().forEach(region -> rest.stop(region.sinkName()));
    change.run();
    regions().forEach(region -> rest.resume(region.sinkName()));
  }

  /** Returns once both sinks run, after their options were changed or they were restarted. */
  public void awaitSinksRunning() {
    regions().forEach(region -> rest.awaitRunning(region.sinkName(), Await.DEADLINE));
  }

  public void healLink() {
    regions().forEach(region -> rest.resume(region.sinkName()));
  }

  /** Returns once both regions hold the same rows; fails with the differences at the deadline. */
  public void awaitEqual(List<String> tables, Duration deadline) {
    Await.until(
        "both regions hold the same rows",
        deadline,
        () -> {
          failIfAnyFailed();
          return Differences.between(aws, gcp, tables);
        },
        Differences::none);
  }

  /** Fails with the trace of a connector or task that failed, so that nobody waits for it. */
  public void failIfAnyFailed() {
    for (String name : rest.connectors()) {
      rest.status(name)
          .filter(ConnectorStatus::hasFailed)
          .ifPresent(
              status -> {
                throw new AssertionError(name + " failed: " + status.failures());
              });
    }
  }
}
