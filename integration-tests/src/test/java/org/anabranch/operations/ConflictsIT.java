package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.Test;

/** docs/operations/conflicts.md. */
class ConflictsIT extends ConflictsPageTest {

  private static final String RESOLVED =
      "SELECT concat_ws(' ', key->>'name', resolved_by, resolved_stamp, resolved_at)"
          + " FROM anabranch.conflict WHERE resolved_at IS NOT NULL ORDER BY 1";

  private final List<String> settling = page.commands("Settle one", 3);
  private final String strategy = page.commands("A strategy for each table", 1).get(0);
  private final String cleaning = page.commands("Keep the table small", 1).get(0);

  ConflictsIT(OperationsServers servers) {
    super(servers, "conflicts");
  }

  @Test
  void a_person_settles_a_conflict_in_the_region_that_won_and_it_is_in_no_list_any_more() {
    assertThat(page.commands()).hasSize(8);
    deployment.deploy();
    deployment.whileSinksAreStopped(() -> shell.run(strategy));
    aws.execute(
        "INSERT INTO assistant.session (user_id, title) VALUES ('user-1', 'a title')",
        "INSERT INTO assistant.preference VALUES ('user-1', 'tone', '\"neutral\"'),"
            + " ('user-1', 'language', '\"de\"')");
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);

    writeApart();
    for (Region region : deployment.regions()) {
      awaitOpen(region, 2);
      assertThat(listed(region)).contains("terse", "friendly", "\"fr\"", "\"it\"");
      assertThat(region.column(recorded("assistant", "preference")))
          .containsOnly("open version-vector");
      awaitSettled(region);
    }

    Region winner = winner("tone");
    in(winner).run(settling.get(0));
    in(winner("language")).run(settling.get(1));

    deployment.regions().forEach(region -> awaitOpen(region, 0));
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
    assertThat(gcp.column("SELECT value FROM assistant.preference WHERE name = 'tone'"))
        .containsExactly("\"friendly, but terse\"");
    assertThat(aws.column(RESOLVED)).hasSize(2).isEqualTo(gcp.column(RESOLVED));
    assertThat(aws.column(RESOLVED)).anyMatch(line -> line.startsWith("tone " + winner.origin()));
    for (Region region : deployment.regions()) {
      assertThat(in(region).run(settling.get(2))).contains("tone", "language", winner.origin());
      in(region).run(cleaning);
      assertThat(region.count("SELECT count(*) FROM anabranch.conflict")).isEqualTo(3);
      assertThat(region.count("SELECT count(*) FROM anabranch.conflict WHERE resolved_stamp > 0"))
          .isEqualTo(2);
    }
  }

  /** Tables are merged by themselves, so this one perhaps later than what is open. */
  private void awaitSettled(Region region) {
    Await.until(
        "the conflict that asks nobody is recorded in " + region,
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return region.column(recorded("assistant", "session"));
        },
        List.of("settled last-writer-wins")::equals);
  }

  /** Both regions change the same rows before either hears of the other's. */
  private void writeApart() {
    deployment.cutLink();
    deployment.awaitLinkCut();
    write(aws, "terse", "fr");
    write(gcp, "friendly", "it");
    deployment.healLink();
  }

  private static void write(Region region, String tone, String language) {
    region.execute(
        "UPDATE assistant.preference SET value = '\"%s\"' WHERE name = 'tone'".formatted(tone),
        "UPDATE assistant.preference SET value = '\"%s\"' WHERE name = 'language'"
            .formatted(language),
        "UPDATE assistant.session SET title = '%s'".formatted(tone));
  }

  private static String recorded(String schema, String table) {
    return "SELECT concat_ws(' ', verdict, strategy) FROM anabranch.conflict"
        + " WHERE table_schema = '%s' AND table_name = '%s'".formatted(schema, table);
  }

  /** The region whose version is shown: the other one's has lost. */
  private Region winner(String preference) {
    String origin =
        aws.column(
                "SELECT winner_origin FROM anabranch.conflict WHERE key->>'name' = '%s'"
                    .formatted(preference))
            .get(0);
    return aws.origin().equals(origin) ? aws : gcp;
  }
}
