package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.Test;

/** docs/operations/foreign-keys.md. */
class ForeignKeysIT extends OperationsTest {

  private static final String PARKED = "SELECT columns->>'content' FROM anabranch.parked";
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

  @Test
  void a_child_waits_for_its_parent_in_both_regions_where_foreign_keys_are_checked() {
    deploy("fk.policy");
    aws.execute(
        "INSERT INTO assistant.session (id, user_id) VALUES ('%s', 'user-1')".formatted(SESSION),
        message("seen by both"));
    awaitEqual();

    deployment.cutLink();
    deployment.awaitLinkCut();
    aws.execute("DELETE FROM assistant.session");
    gcp.execute(message("on its way"));
    deployment.healLink();

    awaitParked(List.of("on its way"));
    awaitEqual();
    for (Region region : deployment.regions()) {
      assertThat(orphans(region)).isEmpty();
      assertThat(region.column("SELECT content FROM assistant.message")).isEmpty();
    }

    gcp.execute(
        "INSERT INTO assistant.session (id, user_id) VALUES ('%s', 'user-1')".formatted(SESSION));
    awaitParked(List.of());
    awaitEqual();
    for (Region region : deployment.regions()) {
      assertThat(region.column("SELECT content FROM assistant.message"))
          .containsExactly("on its way");
      assertThat(region.count("SELECT count(*) FROM anabranch.conflict WHERE verdict = 'parked'"))
          .as("the session was not missing for long")
          .isZero();
    }
  }

  @Test
  void many_children_that_are_merged_before_their_parents_are_all_there_in_the_end() {
    deploy("fk.policy.assistant.message");
    aws.execute(
        "INSERT INTO assistant.session (id, user_id)"
            + " SELECT md5(n::text)::uuid, 'user-' || n FROM generate_series(1, 2000) n",
        "INSERT INTO assistant.message (session_id, role, content)"
            + " SELECT md5((1 + n % 2000)::text)::uuid, 'user', n::text"
            + " FROM generate_series(1, 10000) n");

    awaitEqual();
    awaitParked(List.of());
    assertThat(gcp.count("SELECT count(*) FROM assistant.message")).isEqualTo(10_000);

    gcp.execute("DELETE FROM assistant.session WHERE right(user_id, 1) = '7'");
    awaitEqual();
    awaitParked(List.of());
    assertThat(aws.count("SELECT count(*) FROM assistant.message")).isEqualTo(9_000);
    deployment.regions().forEach(region -> assertThat(orphans(region)).isEmpty());
  }

  /** With an option by which foreign keys are checked. */
  private void deploy(String option) {
    deployment.deploy(
        connector ->
            connector.name().endsWith("-sink") ? connector.with(option, "check") : connector);
  }

  private void awaitParked(List<String> contents) {
    Await.until(
        "both regions have parked " + contents,
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return List.of(aws.column(PARKED), gcp.column(PARKED));
        },
        List.of(contents, contents)::equals);
  }

  private static String message(String content) {
    return "INSERT INTO assistant.message (session_id, role, content) VALUES ('%s', 'user', '%s')"
        .formatted(SESSION, content);
  }

  private List<String> orphans(Region region) {
    return in(region).run(find).lines().toList();
  }

  private void awaitEqual() {
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
  }
}
