package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.anabranch.convergence.Quiet;
import org.anabranch.operations.Shell.Result;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PluginDirectories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * docs/operations/resend.md and compare.md, between two regions whose connectors run. The regions
 * are made to differ by transactions that their captures take for the sink's.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedServers.class)
class ToolPagesIT {

  private static final Path STATE = PluginDirectories.projectRoot().resolve("resend.state");
  private static int deployments;

  private final TwoRegionDeployment deployment;
  private final Region aws;
  private final Region gcp;
  private final Shell shell;

  ToolPagesIT(OperationsServers servers) {
    deployment = servers.fresh("tools" + ++deployments);
    aws = deployment.aws();
    gcp = deployment.gcp();
    shell =
        servers
            .shell(deployment, Map.of())
            .with(
                Map.of(
                    "LEFT",
                    OperationsServers.url(aws),
                    "RIGHT",
                    OperationsServers.url(gcp),
                    "URL",
                    OperationsServers.url(aws),
                    "OTHER",
                    OperationsServers.url(gcp),
                    "TABLE",
                    "assistant.preference",
                    "FROM",
                    "user-2",
                    "TO",
                    "user-3",
                    "CONDITION",
                    "name = 'tone'"));
  }

  @BeforeEach
  void deploy() {
    deployment.deploy(Quiet::beatingOften);
    aws.execute(AssistantSchema.fill(aws.origin()));
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    deployment.regions().forEach(Forgotten::await);
  }

  @AfterEach
  void undeploy() throws IOException {
    Files.deleteIfExists(STATE);
    deployment.undeploy();
  }

  @Test
  void what_differs_is_told_by_each_command_of_the_page_and_equal_regions_are_equal() {
    List<String> commands = OperationsPage.read("compare").commands();
    assertThat(commands).hasSize(4);
    for (String command : commands) {
      shell.run(command);
    }
    unseen(gcp, "UPDATE assistant.preference SET value = '9' WHERE user_id = 'user-2'");
    unseen(gcp, "INSERT INTO assistant.preference VALUES ('user-9', 'more', '9')");
    for (String command : commands) {
      Result told = shell.execute(command);
      assertThat(told.status()).as("exit status of %s", told).isEqualTo(1);
      assertThat(told.output()).contains("differs", "assistant");
      assertThat(told.output().contains("user-9"))
          .as("shows keys: %s", told)
          .isEqualTo(command.contains("--show-keys"));
    }
  }

  @Test
  void what_was_missed_is_there_after_each_command_of_the_page() {
    OperationsPage page = OperationsPage.read("resend");
    assertThat(page.commands()).hasSize(7);
    String unseen = "UPDATE assistant.preference SET value = '9' WHERE user_id = 'user-2'";
    assertThat(shell.run(page.commands("How many rows it would be", 1).get(0)))
        .contains("10 rows would be sent");
    for (String heading : List.of("Rows of a table", "All tables")) {
      unseen(gcp, unseen);
      shell.run(page.commands(heading, 1).get(0));
      deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    }
    for (String some : page.commands("Some rows", 2)) {
      unseen(gcp, unseen);
      shell.run(some);
      deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    }
    assertThat(gcp.count("SELECT count(*) FROM assistant.preference WHERE value = '9'")).isZero();
  }

  @Test
  void deletes_that_were_missed_are_made_up_for() {
    List<String> commands = OperationsPage.read("resend").commands("Deletes that were missed", 2);
    unseen(gcp, "INSERT INTO assistant.preference VALUES ('user-9', 'more', '9')");
    assertThat(shell.run(commands.get(0))).contains("would delete 1 rows");
    assertThat(gcp.count("SELECT count(*) FROM assistant.preference")).isEqualTo(11);
    assertThat(shell.run(commands.get(1))).contains("deleted 1 rows");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    assertThat(gcp.count("SELECT count(*) FROM assistant.preference")).isEqualTo(10);
  }

  /**
   * Changes a region and lets nobody hear of it. It takes the lock of one stream only: sinks take
   * those of several, in an order of their own.
   */
  private static void unseen(Region region, String change) {
    region.execute(
        """
        DO $unseen$ BEGIN
          UPDATE anabranch.watermark SET updated_at = now()
            WHERE ctid = (SELECT ctid FROM anabranch.watermark LIMIT 1 FOR UPDATE);
          %s;
        END $unseen$
        """
            .formatted(change));
  }
}
