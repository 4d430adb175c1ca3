package org.anabranch.operations;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two regions with empty tables for each test, and a shell for the commands of a page. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedServers.class)
abstract class OperationsTest {

  private static final AtomicInteger DEPLOYMENTS = new AtomicInteger();

  final OperationsServers servers;
  final TwoRegionDeployment deployment;
  final Region aws;
  final Region gcp;
  final Shell shell;

  /**
   * @param name what the databases' names begin with
   */
  OperationsTest(OperationsServers servers, String name) {
    this.servers = servers;
    deployment = servers.fresh(name + DEPLOYMENTS.incrementAndGet());
    aws = deployment.aws();
    gcp = deployment.gcp();
    shell = servers.shell(deployment, Map.of());
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  /** The shell of somebody who is to look at this region, or to write there. */
  final Shell in(Region region) {
    return shell.with(Map.of("URL", OperationsServers.url(region)));
  }
}
