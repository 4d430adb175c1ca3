package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.Test;

/** docs/operations/expiry.md. */
class ExpiryIT extends OperationsTest {

  private static final List<String> TABLE = List.of("assistant.answer");
  private static final String QUESTIONS = "SELECT question FROM assistant.answer ORDER BY question";
  private static final String HIDDEN = "SELECT count(*) FROM anabranch.version WHERE hidden";
  private static final String CONFLICTS = "SELECT count(*) FROM anabranch.conflict";

  private final OperationsPage page = OperationsPage.read("expiry");
  private final String job = page.commands("The job", 1).get(0);

  ExpiryIT(OperationsServers servers) {
    super(servers, "expiry");
  }

  @Test
  void what_expires_on_its_way_is_kept_out_and_what_is_left_of_it_goes_with_the_job()
      throws SQLException {
    assertThat(page.commands()).hasSize(3);
    shell.run(page.commands("When a row expires", 1).get(0));
    deployment.deploy();
    deployment.whileSinksAreStopped(() -> shell.run(page.commands("At the sinks", 1).get(0)));

    rowsThatExpireOnTheirWay();
    rowsThatArePutOffAndBroughtForward();
    jobsInTurn();

    assertThat(aws.column(QUESTIONS)).containsExactly("live", "prolonged");
    deployment.regions().forEach(Forgotten::await);
    deployment.regions().forEach(region -> assertThat(region.count(CONFLICTS)).isZero());
  }

  private void rowsThatExpireOnTheirWay() {
    insert(gcp, "of gcp", "-1 hour");
    insert(aws, "dead", "-1 hour");
    insert(aws, "dead too", "-1 hour");
    insert(aws, "live", "1 day");
    insert(aws, "for ever", "infinity");
    awaitQuestions(gcp, "for ever", "live", "of gcp");
    awaitQuestions(aws, "dead", "dead too", "for ever", "live");
    Await.until("two stubs", Await.DEADLINE, () -> gcp.count(HIDDEN) == 2);
    aws.execute("DELETE FROM assistant.answer WHERE question = 'for ever'");
    awaitQuestions(gcp, "live", "of gcp");
  }

  private void rowsThatArePutOffAndBroughtForward() {
    expire(aws, "dead", "1 day");
    awaitQuestions(gcp, "dead", "live", "of gcp");
    expire(aws, "dead", "-2 hours");
    awaitQuestions(gcp, "live", "of gcp");
  }

  private void jobsInTurn() throws SQLException {
    insert(aws, "prolonged", "-1 hour");
    try (Connection application = aws.database().connect();
        Statement statement = application.createStatement()) {
      application.setAutoCommit(false);
      statement.execute(
          "UPDATE assistant.answer SET expires_at = now() + interval '1 day'"
              + " WHERE question = 'prolonged'");
      in(aws).run(job);
      assertThat(aws.column(QUESTIONS)).containsExactly("live", "prolonged");
      application.commit();
    }
    awaitQuestions(gcp, "live", "of gcp", "prolonged");
    in(gcp).run(job);
    deployment.awaitEqual(TABLE, Await.DEADLINE);
  }

  private static void insert(Region region, String question, String later) {
    region.execute(
        "INSERT INTO assistant.answer VALUES ('%s', 'so', %s)".formatted(question, moment(later)));
  }

  private static void expire(Region region, String question, String later) {
    region.execute(
        "UPDATE assistant.answer SET expires_at = %s WHERE question = '%s'"
            .formatted(moment(later), question));
  }

  private static String moment(String later) {
    return later.equals("infinity") ? "'infinity'" : "now() + interval '" + later + "'";
  }

  private void awaitQuestions(Region region, String... expected) {
    Await.until(
        "the questions in " + region,
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return region.column(QUESTIONS);
        },
        List.of(expected)::equals);
  }
}
