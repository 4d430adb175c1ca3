package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.Test;

/** docs/operations/parked.md. */
class ParkedIT extends OperationsTest {

  private static final String NICKNAMES =
      "SELECT user_id || ' ' || (value #>> '{}') FROM assistant.preference"
          + " WHERE name = 'nickname' ORDER BY 1";
  private static final String PARKED =
      "SELECT concat_ws(' ', key->>'user_id', columns->>'value', winner_origin)"
          + " FROM anabranch.parked ORDER BY 1";
  private static final String UNRESOLVED =
      "SELECT count(*) FROM anabranch.conflict WHERE resolved_at IS NULL AND verdict = 'parked'";

  private final OperationsPage page = OperationsPage.read("parked");
  private final String parked = page.commands("What is parked", 1).get(0);
  private final String because = page.commands("And because of which row", 1).get(0);

  ParkedIT(OperationsServers servers) {
    super(servers, "parked");
  }

  @Test
  void of_rows_that_exclude_each_other_every_region_shows_the_last_one_until_it_makes_way() {
    assertThat(page.commands()).hasSize(2);
    for (Region region : deployment.regions()) {
      region.execute(
          "CREATE UNIQUE INDEX one_of_a_nickname ON assistant.preference ((value #>> '{}'))"
              + " WHERE name = 'nickname'");
    }
    deployment.deploy();
    aws.execute(insert("ann", "a"), insert("ben", "b"), insert("cem", "c"));
    awaitEqual();

    writeApart();

    awaitEqual();
    awaitParked(2);
    List<String> shown = aws.column(NICKNAMES);
    assertThat(shown).contains("ann b", "ben a", "flo c").hasSize(5);
    assertThat(shown).filteredOn(row -> row.endsWith(" x")).hasSize(1);
    assertThat(shown).filteredOn(row -> row.endsWith(" y")).hasSize(1);
    for (Region region : deployment.regions()) {
      assertThat(in(region).run(parked)).contains("one_of_a_nickname", "(2 rows)");
      awaitUnresolved(region, 2);
      assertThat(in(region).run(because))
          .contains("dan", "eve", "cem", "gil", "one_of_a_nickname", "(2 rows)");
    }

    aws.execute("DELETE FROM assistant.preference WHERE value = '\"x\"'");
    gcp.execute("UPDATE assistant.preference SET value = '\"z\"' WHERE value = '\"y\"'");
    awaitParked(0);
    awaitEqual();
    assertThat(gcp.column(NICKNAMES)).hasSize(6).anyMatch(row -> row.endsWith(" x"));
    assertThat(gcp.column(NICKNAMES)).anyMatch(row -> row.endsWith(" y"));
    deployment.regions().forEach(region -> awaitUnresolved(region, 0));
  }

  /** The same nicknames for two users, two who swap theirs, and one that was just given up. */
  private void writeApart() {
    deployment.cutLink();
    deployment.awaitLinkCut();
    aws.execute(
        update("ann", "on its way"),
        update("ben", "a"),
        update("ann", "b"),
        insert("dan", "x"),
        insert("gil", "y"));
    gcp.execute(insert("eve", "x"), update("cem", "y"), insert("flo", "c"));
    deployment.healLink();
  }

  @Test
  void a_row_that_only_one_region_forbids_is_parked_there_until_it_is_allowed() {
    gcp.execute(
        "ALTER TABLE assistant.preference ADD CONSTRAINT short CHECK (length(value::text) < 20)");
    deployment.deploy();
    aws.execute(insert("ann", "short"));
    awaitEqual();

    aws.execute(insert("ben", "much longer than is allowed"), insert("cem", "c"));
    Await.until(
        "what comes after it is merged",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return gcp.column(NICKNAMES);
        },
        List.of("ann short", "cem c")::equals);
    awaitUnresolved(gcp, 1);
    assertThat(in(gcp).run(because)).contains("constraint short", "much longer than is allowed");
    assertThat(in(gcp).run(parked)).contains("ben", "short");
    assertThat(aws.count(UNRESOLVED)).isZero();

    gcp.execute("ALTER TABLE assistant.preference DROP CONSTRAINT short");
    awaitEqual();
    assertThat(gcp.column(NICKNAMES)).hasSize(3);
    awaitUnresolved(gcp, 0);
  }

  private static String insert(String user, String nickname) {
    return "INSERT INTO assistant.preference VALUES ('%s', 'nickname', '\"%s\"')"
        .formatted(user, nickname);
  }

  private static String update(String user, String nickname) {
    return "UPDATE assistant.preference SET value = '\"%s\"' WHERE user_id = '%s'"
        .formatted(nickname, user);
  }

  private void awaitEqual() {
    deployment.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
  }

  private void awaitParked(int count) {
    Await.until(
        "both regions have parked the same " + count,
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return List.of(aws.column(PARKED), gcp.column(PARKED));
        },
        both -> both.get(0).size() == count && both.get(0).equals(both.get(1)));
  }

  private void awaitUnresolved(Region region, int count) {
    Await.until(
        "%s has told of %d".formatted(region, count),
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return region.count(UNRESOLVED);
        },
        told -> told == count);
  }
}
