package org.anabranch.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.anabranch.regions.MixedDeployment;
import org.anabranch.regions.MixedServers;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.TwoRegions;

/**
 * Starts two Postgres servers, Kafka and Connect on loopback, deploys connect-configs/two-regions,
 * and tells the {@link Story}. With {@code --check} it ends with the story, exit status 0 if and
 * only if both regions are equal and unaltered; else it stays up until it is interrupted. With
 * {@code --with-mongodb} the second region is MongoDB, and the files are
 * connect-configs/postgres-mongodb.
 */
public final class Quickstart {

  private static final List<String> PLUGINS =
      List.of("anabranch-capture-postgres", "anabranch-store-postgres");

  private Quickstart() {}

  /** Runs the quickstart; the options are {@code --check} and {@code --with-mongodb}. */
  public static void main(String[] args) throws Exception {
    boolean check = List.of(args).contains("--check");
    boolean mongo = List.of(args).contains("--with-mongodb");
    int status = 1;
    try {
      status = (mongo ? runMixed(check) : run(check)) ? 0 : 1;
    } catch (Exception | AssertionError e) {
      System.err.println("The quickstart failed: " + e);
      e.printStackTrace();
    }
    // Servers in this JVM may have left threads that would keep it alive after a failure.
    System.exit(status);
  }

  private static boolean run(boolean check) throws Exception {
    Progress progress = new Progress();
    Path variables = Files.createTempFile("anabranch-variables-", ".properties");
    variables.toFile().deleteOnExit();
    progress.say("starting two Postgres servers, Kafka and Kafka Connect on loopback");
    TwoRegions.Builder builder =
        TwoRegions.withPlugins(PLUGINS.toArray(String[]::new)).forkedWorker();
    EnvironmentFile.workerProperties(variables).forEach(builder::worker);
    try (TwoRegions servers = builder.start()) {
      TwoRegionDeployment deployment =
          new TwoRegionDeployment(
              servers.rest(),
              new Region(TwoRegionDeployment.AWS, "AWS", servers.first().database("assistant")),
              new Region(TwoRegionDeployment.GCP, "GCP", servers.second().database("assistant")));
      deployment.publishVariables(variables);
      boolean converged = new Story(deployment, progress).tell();
      if (!check) {
        Tour.of(deployment, servers.broker().bootstrapServers()).stay();
      }
      return converged;
    } finally {
      Files.deleteIfExists(variables);
    }
  }

  private static boolean runMixed(boolean check) throws Exception {
    Progress progress = new Progress();
    progress.say("starting Postgres, MongoDB, Kafka and Kafka Connect on loopback");
    try (MixedServers servers = new MixedServers(MixedStory.COLLECTIONS)) {
      MixedDeployment deployment = servers.deployment();
      progress.detail("MongoDB is " + deployment.documents().server().kind());
      boolean converged = new MixedStory(deployment, progress).tell();
      if (!check) {
        Tour.of(deployment).stay();
      }
      return converged;
    }
  }
}
