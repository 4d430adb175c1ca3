package org.anabranch.operations;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.convergence.Topics;
import org.anabranch.convergence.TwoRegionCluster;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;
import org.jspecify.annotations.Nullable;

/** Kafka, Connect and Postgres servers; each test deploys its own regions on them. */
final class OperationsServers implements AutoCloseable {

  static final String AZURE = "azure-westeurope";

  private final TwoRegionCluster cluster;
  private @Nullable PostgresServer third;

  OperationsServers(TwoRegionCluster cluster) {
    this.cluster = cluster;
  }

  /** Two regions with the origins of connect-configs, for the one test that needs these. */
  TwoRegionDeployment asInTheFiles() {
    return cluster.deployment();
  }

  /** Two regions of their own names, with empty tables. */
  TwoRegionDeployment fresh(String name) {
    return cluster.another(name);
  }

  /** A third region that Connect knows beside the two, with empty tables. */
  Region join(TwoRegionDeployment deployment, String origin) {
    Region azure =
        new Region(origin, "AZURE", third().database(deployment.aws().database().name()));
    Map<String, String> variables = new HashMap<>(deployment.aws().variables());
    variables.putAll(deployment.gcp().variables());
    variables.putAll(azure.variables());
    EnvironmentFile.write(cluster.variables(), variables);
    azure.execute(AssistantSchema.tables());
    return azure;
  }

  Topics topics() {
    return new Topics(cluster.servers().broker().bootstrapServers());
  }

  TwoRegionCluster cluster() {
    return cluster;
  }

  /**
   * A shell with the variables that the pages name.
   *
   * @param origins what the pages call an origin, and what it is called here
   */
  Shell shell(TwoRegionDeployment deployment, Map<String, String> origins, Region... others) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CONNECT", deployment.rest().url().toString().replaceAll("/$", ""));
    environment.put("AWS", url(deployment.aws()));
    environment.put("GCP", url(deployment.gcp()));
    environment.put("PGPASSWORD", deployment.aws().database().password());
    List.of(others).forEach(region -> environment.put(region.variablePrefix(), url(region)));
    Map<String, String> names = new LinkedHashMap<>(origins);
    names.put(TwoRegionDeployment.AWS, deployment.aws().origin());
    names.put(TwoRegionDeployment.GCP, deployment.gcp().origin());
    return new Shell(environment, names);
  }

  /** A region's database as libpq and the tools are told of it. */
  static String url(Region region) {
    PostgresDatabase at = region.database();
    return "postgresql://%s@%s:%d/%s".formatted(at.user(), at.host(), at.port(), at.name());
  }

  /** Few tests need it. */
  private PostgresServer third() {
    PostgresServer started = third;
    if (started == null) {
      started = PostgresServer.start();
      third = started;
    }
    return started;
  }

  @Override
  public void close() {
    if (third != null) {
      third.close();
    }
  }
}
