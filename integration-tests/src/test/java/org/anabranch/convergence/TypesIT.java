package org.anabranch.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.anabranch.regions.CatalogImage;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedClusters.class)
class TypesIT {

  private static final List<String> TABLES =
      List.of("assistant.\"Every Type\"", "assistant.\"Parted\"", "assistant.keyed");

  private static int deployments;

  private final TwoRegionDeployment deployment;

  TypesIT(TwoRegionCluster cluster) {
    this.deployment = cluster.another("types" + ++deployments);
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  @Test
  void every_type_arrives_as_it_was_written_streamed_and_in_a_snapshot() {
    assertEveryTypeArrives(connector -> connector);
  }

  /** In JSON without schemas: the events alone tell the types. */
  @Test
  void so_it_does_in_context_events() {
    assertEveryTypeArrives(
        connector ->
            (connector.name().endsWith("-capture")
                    ? connector
                        .with("transforms", "event")
                        .with(
                            "transforms.event.type",
                            "org.anabranch.transforms.ToContextEvent$Value")
                        .with("transforms.event.event.type", "state")
                        .with("transforms.event.envelope", "cloudevents-structured")
                    : connector)
                .with("value.converter.schemas.enable", "false"));
  }

  private void assertEveryTypeArrives(UnaryOperator<ConnectorConfig> changed) {
    Region aws = deployment.aws();
    Region gcp = deployment.gcp();
    deployment.regions().forEach(region -> region.execute(resource("types.sql")));
    gcp.execute("ALTER TABLE assistant.\"Every Type\" ALTER \"Id\" RESTART WITH 1001");
    List<CatalogImage> before = deployment.regions().stream().map(CatalogImage::of).toList();
    aws.execute(resource("type-values.sql"));
    List<List<String>> written = TABLES.stream().map(table -> rows(aws, table)).toList();

    deployment.deploy(changed);
    awaitRows(gcp, written);
    for (Region region : deployment.regions()) {
      region.execute("DELETE FROM assistant.keyed", "DELETE FROM assistant.\"Parted\"");
      deployment.awaitEqual(TABLES, Await.DEADLINE);
      region.execute(resource("type-values.sql").replace("'2026-02-28'", "'2026-02-27'"));
      deployment.awaitEqual(TABLES, Await.DEADLINE);
    }
    assertThat(rows(aws, TABLES.get(0))).hasSize(12);
    assertThat(deployment.regions().stream().map(CatalogImage::of).toList()).isEqualTo(before);
  }

  private void awaitRows(Region region, List<List<String>> expected) {
    for (int i = 0; i < TABLES.size(); i++) {
      String table = TABLES.get(i);
      List<String> rows = expected.get(i);
      Await.until(
          table + " is in " + region + " as it was written",
          Await.DEADLINE,
          () -> {
            deployment.failIfAnyFailed();
            return rows(region, table);
          },
          rows::equals);
    }
  }

  /** As text, by each type's own output function, so that nothing is the same by rounding. */
  private static List<String> rows(Region region, String table) {
    return region.column("SELECT whole_row::text FROM " + table + " whole_row ORDER BY 1");
  }

  private static String resource(String name) {
    try (InputStream in = TypesIT.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
