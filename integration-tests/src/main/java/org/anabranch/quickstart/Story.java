package org.anabranch.quickstart;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.regions.CatalogImage;
import org.anabranch.regions.Differences;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;

/** What the quickstart shows, step by step, with the context data of an AI assistant. */
final class Story {

  private static final List<String> TABLES = AssistantSchema.TABLES;
  private static final int ATTEMPTS_MAX = 10;

  private final TwoRegionDeployment deployment;
  private final Region aws;
  private final Region gcp;
  private final Progress progress;

  Story(TwoRegionDeployment deployment, Progress progress) {
    this.deployment = deployment;
    this.aws = deployment.aws();
    this.gcp = deployment.gcp();
    this.progress = progress;
  }

  /** Whether both regions ended equal, and their applications' schemas unaltered. */
  boolean tell() throws SQLException {
    progress.say("two databases with the tables and data of an AI assistant");
    for (Region region : deployment.regions()) {
      region.execute(AssistantSchema.tables(), AssistantSchema.fill(region.origin()));
    }
    CatalogImage before = CatalogImage.of(aws);
    progress.say("deploying connect-configs/two-regions over Connect's REST API");
    deployment.deploy();
    progress.say("waiting until what each region had is in the other");
    deployment.awaitEqual(TABLES, Await.DEADLINE);
    cross();
    disagree();
    cutAndHeal();
    return conclude(before);
  }

  private void cross() {
    progress.say("a change crosses: a message is written in " + aws);
    aws.execute(
        "INSERT INTO assistant.message (session_id, role, content) SELECT id, 'user',"
            + " 'Which river leaves its stream and joins it again?'"
            + " FROM assistant.session ORDER BY id LIMIT 1");
    long start = System.nanoTime();
    Await.until(
        "the message is in " + gcp,
        Await.DEADLINE,
        () ->
            gcp.count("SELECT count(*) FROM assistant.message WHERE content LIKE 'Which river%'")
                == 1);
    progress.detail("in " + gcp + " after " + (System.nanoTime() - start) / 1_000_000 + " ms");
  }

  private void disagree() throws SQLException {
    progress.say("the same preference is changed in both regions at once");
    for (int attempt = 1; conflicts().isEmpty(); attempt++) {
      if (attempt > ATTEMPTS_MAX) {
        throw new IllegalStateException("No conflict in " + ATTEMPTS_MAX + " attempts");
      }
      SameMoment.update(
          aws,
          gcp,
          "UPDATE assistant.preference SET value = '\"terse, attempt %d\"' WHERE name = 'tone'"
              .formatted(attempt),
          "UPDATE assistant.preference SET value = '\"friendly, attempt %d\"' WHERE name = 'tone'"
              .formatted(attempt));
      deployment.awaitEqual(TABLES, Await.DEADLINE);
    }
    Await.until("the conflict is recorded", Await.DEADLINE, () -> !conflicts().isEmpty());
    for (String line : conflictTold()) {
      progress.detail(line);
    }
  }

  private void cutAndHeal() {
    progress.say("the link between the regions is cut; both sides write on");
    deployment.cutLink();
    for (Region region : deployment.regions()) {
      region.execute(AssistantSchema.apart(region.origin()));
    }
    progress.detail(Differences.between(aws, gcp, TABLES).lines().size() + " rows differ");
    progress.say("the link is healed");
    deployment.healLink();
    deployment.awaitEqual(TABLES, Await.DEADLINE);
    progress.detail("0 rows differ");
  }

  private boolean conclude(CatalogImage before) {
    boolean unaltered =
        deployment.regions().stream().map(CatalogImage::of).allMatch(before::equals);
    progress.say(
        unaltered
            ? "the applications' schema is as it was: "
                + before.lines().size()
                + " lines of catalog, identical before and after"
            : "the applications' schema was ALTERED");
    Differences differences = Differences.between(aws, gcp, TABLES);
    differences.lines().forEach(progress::detail);
    long rows =
        TABLES.stream().mapToLong(table -> aws.count("SELECT count(*) FROM " + table)).sum();
    System.out.printf(
        "converged: %d regions, %d rows, %d conflicts, %d differences%n",
        deployment.regions().size(), rows, conflicts().size(), differences.lines().size());
    return unaltered && differences.none();
  }

  private Set<String> conflicts() {
    Set<String> ids = new HashSet<>();
    deployment
        .regions()
        .forEach(region -> ids.addAll(region.column("SELECT id FROM anabranch.conflict")));
    return ids;
  }

  private List<String> conflictTold() {
    String query =
        """
        SELECT format('%s wrote %s, %s wrote %s: %s won, because %s; verdict %s',
                      winner_origin, winner_row->'value', loser_origin, loser_row->'value',
                      winner_origin,
                      CASE WHEN winner_stamp > loser_stamp THEN 'its stamp is the higher'
                           ELSE 'of equal stamps the higher origin wins' END,
                      verdict)
          FROM anabranch.conflict ORDER BY detected_at LIMIT 1
        """;
    return deployment.regions().stream()
        .map(region -> region.column(query))
        .filter(told -> !told.isEmpty())
        .findFirst()
        .orElse(List.of());
  }
}
