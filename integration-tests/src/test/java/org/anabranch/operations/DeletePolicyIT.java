package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.Test;

/** docs/operations/merges.md, of rows that one region deletes while another writes them. */
class DeletePolicyIT extends OperationsTest {

  private final String policies =
      OperationsPage.read("merges")
          .commands("Rows that one region deletes while another writes them", 1)
          .get(0);

  DeletePolicyIT(OperationsServers servers) {
    super(servers, "deletes");
  }

  @Test
  void a_write_keeps_its_row_under_the_one_policy_and_a_delete_takes_it_under_the_other() {
    for (Region region : deployment.regions()) {
      region.execute(
          "ALTER TABLE assistant.session REPLICA IDENTITY FULL",
          "ALTER TABLE assistant.preference REPLICA IDENTITY FULL");
    }
    deployment.deploy();
    deployment.whileSinksAreStopped(() -> shell.run(policies));
    aws.execute(
        "INSERT INTO assistant.session (user_id, title) VALUES ('early', 'x'), ('late', 'x')",
        "INSERT INTO assistant.preference VALUES ('early', 'tone', '1'), ('late', 'tone', '1')");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);

    deployment.cutLink();
    deployment.awaitLinkCut();
    delete("early");
    write("early");
    write("late");
    delete("late");
    deployment.healLink();

    Await.until(
        "what was not decided for is recorded in both regions",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return deployment.regions().stream()
              .allMatch(region -> region.count("SELECT count(*) FROM anabranch.conflict") == 4);
        });
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    assertThat(
            aws.column("SELECT concat_ws(' ', user_id, title) FROM assistant.session ORDER BY 1"))
        .containsExactly("early written", "late written");
    assertThat(aws.count("SELECT count(*) FROM assistant.preference")).isZero();
    assertThat(
            gcp.column(
                "SELECT DISTINCT concat_ws(' ', table_name, winner_origin) FROM anabranch.conflict"
                    + " ORDER BY 1"))
        .containsExactly("preference " + aws.origin(), "session " + gcp.origin());
  }

  private void delete(String user) {
    aws.execute(
        "DELETE FROM assistant.session WHERE user_id = '%s'".formatted(user),
        "DELETE FROM assistant.preference WHERE user_id = '%s'".formatted(user));
  }

  private void write(String user) {
    gcp.execute(
        "UPDATE assistant.session SET title = 'written' WHERE user_id = '%s'".formatted(user),
        "UPDATE assistant.preference SET value = '2' WHERE user_id = '%s'".formatted(user));
  }
}
