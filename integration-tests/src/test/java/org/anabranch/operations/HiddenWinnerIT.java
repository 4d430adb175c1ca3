package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A change that one region cannot apply (docs/decisions/010). */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedServers.class)
class HiddenWinnerIT {

  private static final String UNRESOLVED =
      "SELECT count(*) FROM anabranch.conflict WHERE resolved_at IS NULL";
  private static final String HIDDEN = "SELECT count(*) FROM anabranch.version WHERE hidden";

  private final TwoRegionDeployment deployment;
  private final Region aws;
  private final Region gcp;

  HiddenWinnerIT(OperationsServers servers) {
    deployment = servers.fresh("hidden");
    aws = deployment.aws();
    gcp = deployment.gcp();
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  @Test
  void others_are_told_that_a_local_change_had_not_seen_what_its_region_could_not_apply() {
    gcp.execute(
        "CREATE INDEX short ON assistant.preference ((1 / (length(value::text) < 20)::int))");
    deployment.deploy();
    deployment.rest().replace(deployment.config(gcp.sinkName()).with("on.error", "quarantine"));
    aws.execute("INSERT INTO assistant.preference VALUES ('user-1', 'tone', '\"neutral\"')");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);

    aws.execute("UPDATE assistant.preference SET value = '\"more than the index there allows\"'");
    awaitConflicts(gcp, List.of("quarantined more than the index there allows"));
    assertThat(gcp.column("SELECT value FROM assistant.preference")).containsExactly("\"neutral\"");
    assertThat(gcp.count(HIDDEN)).isEqualTo(1);

    // The application there knows nothing of it; to everybody else it is no newer version of it.
    gcp.execute("UPDATE assistant.preference SET value = '\"terse\"'");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    assertThat(aws.column("SELECT value FROM assistant.preference")).containsExactly("\"terse\"");
    awaitConflicts(aws, List.of("settled more than the index there allows"));
    Await.until("nothing is hidden", Await.DEADLINE, () -> gcp.count(HIDDEN) == 0);
    deployment.regions().forEach(region -> assertThat(region.count(UNRESOLVED)).isPositive());

    aws.execute("UPDATE assistant.preference SET value = '\"friendly\"'");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    assertThat(gcp.column("SELECT value FROM assistant.preference"))
        .containsExactly("\"friendly\"");
    // Who wrote this had seen the refused change, and what had not seen it. The region where it was
    // written merges it by itself, perhaps later than the other.
    deployment
        .regions()
        .forEach(
            region ->
                Await.until(
                    "nothing is unresolved in " + region,
                    Await.DEADLINE,
                    () -> region.count(UNRESOLVED) == 0));
    deployment.regions().forEach(Forgotten::await);
    assertThat(aws.count("SELECT count(*) FROM anabranch.conflict")).isEqualTo(1);
  }

  private void awaitConflicts(Region region, List<String> expected) {
    Await.until(
        "the conflicts of " + region,
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return region.column(
              "SELECT concat_ws(' ', verdict, coalesce(loser_row->>'value', 'null'))"
                  + " FROM anabranch.conflict ORDER BY 1");
        },
        expected::equals);
  }
}
