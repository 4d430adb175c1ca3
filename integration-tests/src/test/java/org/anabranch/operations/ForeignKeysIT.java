package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.junit.jupiter.api.Test;

/** docs/operations/foreign-keys.md. */
class ForeignKeysIT extends OperationsTest {

  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final String SESSION = "00000000-0000-0000-0000-000000000001";

  private final OperationsPage page = OperationsPage.read("foreign-keys");
  private final String find = page.commands("Find orphans", 1).get(0);
  private final String mend = page.commands("Mend them", 1).get(0);

  ForeignKeysIT(OperationsServers servers) {
    super(servers, "orphans");
  }

  @Test
  void a_child_of_a_row_that_another_region_deleted_is_found_in_both_and_mended_in_one() {
    assertThat(page.commands()).hasSize(2);
    deployment.deploy();
    aws.execute(
        "INSERT INTO assistant.session (id, user_id) VALUES ('%s', 'user-1')".formatted(SESSION),
        message("seen by both"));
    awaitEqual();
    deployment.regions().forEach(region -> assertThat(orphans(region)).isEmpty());

    deployment.cutLink();
    deployment.awaitLinkCut();
    aws.execute("DELETE FROM assistant.session");
    gcp.execute(message("on its way"));
    deployment.healLink();
    awaitEqual();

    for (Region region : deployment.regions()) {
      assertThat(orphans(region)).containsExactly("assistant.message message_session_id_fkey|1");
      assertThat(region.column("SELECT content FROM assistant.message"))
          .containsExactly("on its way");
    }
    in(gcp).run(mend);
    awaitEqual();
    deployment.regions().forEach(region -> assertThat(orphans(region)).isEmpty());
  }

  private static String message(String content) {
    return "INSERT INTO assistant.message (session_id, role, content) VALUES ('%s', 'user', '%s')"
        .formatted(SESSION, content);
  }

  private List<String> orphans(Region region) {
    return in(region).run(find).lines().toList();
  }

  private void awaitEqual() {
    deployment.awaitEqual(AssistantSchema.TABLES, DEADLINE);
  }
}
