package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/operations/merges.md, and the same tables under writers while tasks are restarted. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedServers.class)
class MergesIT {

  private static final String PROFILES =
      "SELECT concat_ws('|', user_id, email, phone, calls, last_seen, price_seen,"
          + " (SELECT array_agg(t ORDER BY t) FROM unnest(tags) t))"
          + " FROM assistant.profile ORDER BY user_id";
  private static final String CALLS =
      "SELECT calls FROM assistant.profile WHERE user_id = 'counted-1'";
  private static final String CHATS = "SELECT c::text FROM assistant.chat c ORDER BY chat_id";
  private static final int USERS = 8;
  private static final int INCREMENTS = 1_500;
  private static final int RESTARTS = 4;

  private final OperationsPage page = OperationsPage.read("merges");
  private final List<String> columns = page.commands("Say it", 2);
  private final List<String> example = page.commands("An example of each", 4);
  private final List<String> chat =
      page.commands("A conversation, its settings and its summary", 4);
  private final TwoRegionDeployment deployment;
  private final Region aws;
  private final Region gcp;
  private final Shell shell;

  MergesIT(OperationsServers servers) {
    deployment = servers.fresh("merges");
    aws = deployment.aws();
    gcp = deployment.gcp();
    shell =
        servers.shell(
            deployment,
            Map.of(TwoRegionDeployment.AWS, aws.origin(), TwoRegionDeployment.GCP, gcp.origin()));
  }

  @AfterEach
  void undeploy() {
    deployment.undeploy();
  }

  @Test
  void the_examples_of_the_page_hold_in_both_regions_and_writers_on_both_sides_add_up()
      throws Exception {
    assertThat(page.commands()).hasSize(12);
    shell.run(page.commands("What the tables need", 1).get(0));
    shell.run(columns.get(0));
    deployment.deploy();
    deployment.whileSinksAreStopped(() -> shell.run(columns.get(1)));

    shell.run(example.get(0));
    shell.run(chat.get(0));
    awaitEqual(PROFILES);
    awaitEqual(CHATS);
    deployment.cutLink();
    deployment.awaitLinkCut();
    for (List<String> written : List.of(example, chat)) {
      shell.run(written.get(1));
      shell.run(written.get(2));
    }
    deployment.healLink();
    awaitSaid(example.get(3), "new@");
    awaitSaid(chat.get(3), "messages|");
    assertThat(conflicts()).isZero();

    countOnBothSides();
    giveOneAddressToTwo();
  }

  /** Whose row cannot be shown gets all the same what both regions do to its columns. */
  private void giveOneAddressToTwo() {
    long calls = aws.count(CALLS);
    deployment.cutLink();
    deployment.awaitLinkCut();
    aws.execute(
        "UPDATE assistant.profile SET email = 'same@example.org', calls = calls + 1"
            + " WHERE user_id = 'counted-1'");
    gcp.execute(
        "UPDATE assistant.profile SET phone = '+49 30 1', calls = calls + 5"
            + " WHERE user_id = 'counted-1'",
        "UPDATE assistant.profile SET email = 'same@example.org' WHERE user_id = 'counted-2'");
    deployment.healLink();
    awaitParked("counted-1");
    awaitEqual(PROFILES);

    aws.execute("UPDATE assistant.profile SET email = NULL WHERE user_id = 'counted-2'");
    awaitParked();
    awaitEqual(PROFILES);
    assertThat(gcp.count(CALLS)).isEqualTo(calls + 6);
    assertThat(
            gcp.column(
                "SELECT email || ' ' || phone FROM assistant.profile WHERE user_id = 'counted-1'"))
        .containsExactly("same@example.org +49 30 1");
  }

  private void awaitParked(String... users) {
    Await.until(
        "both regions have parked what they cannot show",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return deployment.regions().stream()
              .map(region -> region.column("SELECT key->>'user_id' FROM anabranch.parked"))
              .toList();
        },
        parked -> parked.stream().allMatch(List.of(users)::equals));
  }

  /** What both regions are to hold, which the page says behind the command that shows it. */
  private void awaitSaid(String command, String start) {
    String text = page.text().split("\n```\n" + Pattern.quote(start), 2)[1];
    List<String> said =
        (start + text.split("\n```", 2)[0])
            .replace(TwoRegionDeployment.AWS, aws.origin())
            .replace(TwoRegionDeployment.GCP, gcp.origin())
            .lines()
            .toList();
    List<String> both = new ArrayList<>(said);
    both.addAll(said);
    Await.until(
        "both regions hold what the page says",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return shell.run(command).lines().filter(line -> line.contains("|")).toList();
        },
        both::equals);
  }

  /** Thousands of increments of the same counters, while tasks are restarted under them. */
  private void countOnBothSides() throws Exception {
    aws.execute(
        "INSERT INTO assistant.profile (user_id) SELECT 'counted-' || n FROM generate_series(1, "
            + USERS
            + ") n");
    awaitEqual(PROFILES);
    ExecutorService writers = Executors.newFixedThreadPool(2);
    try {
      List<Future<Long>> added = new ArrayList<>();
      for (Region region : deployment.regions()) {
        added.add(writers.submit(() -> count(region, region.equals(aws) ? 11 : 12)));
      }
      for (int i = 0; i < RESTARTS; i++) {
        for (Region region : deployment.regions()) {
          deployment.rest().restart(i % 2 == 0 ? region.sinkName() : region.captureName());
          deployment.awaitSinksRunning();
        }
      }
      long sum = 0;
      for (Future<Long> of : added) {
        sum += of.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
      }
      awaitCounted();
      for (Region region : deployment.regions()) {
        assertThat(
                region.count("SELECT sum(calls) FROM assistant.profile WHERE user_id <> 'user-1'"))
            .as("increments of both regions, in %s", region)
            .isEqualTo(sum);
      }
      assertThat(conflicts()).isZero();
    } finally {
      writers.shutdownNow();
      assertThat(writers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /**
   * Waits for what each region does last to every counter's row, which the other one merges last:
   * counters can be the same for a moment while something of each is on its way to the other.
   */
  private void awaitCounted() {
    for (Region region : deployment.regions()) {
      region.execute(
          "UPDATE assistant.profile SET tags = array_append(tags, 'last of %s')".formatted(region)
              + " WHERE user_id <> 'user-1'");
    }
    String having =
        "SELECT count(*) FROM assistant.profile WHERE tags @> '{last of %s,last of %s}'"
            .formatted(aws, gcp);
    Await.until(
        "both regions have merged what both have counted",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return deployment.regions().stream().map(region -> region.count(having)).toList();
        },
        rows -> rows.stream().allMatch(count -> count == USERS));
    awaitEqual(PROFILES);
  }

  /** Adds up in transactions of their own; answers what. */
  private static long count(Region region, long seed) {
    Random random = new Random(seed);
    long sum = 0;
    for (int i = 0; i < INCREMENTS; i++) {
      int step = random.nextInt(7) - 2;
      region.execute(
          "UPDATE assistant.profile SET calls = calls + (%d) WHERE user_id = 'counted-%d'"
              .formatted(step, 1 + random.nextInt(USERS)));
      sum += step;
    }
    return sum;
  }

  /** The order of a set's elements says nothing. */
  private void awaitEqual(String rows) {
    Await.until(
        "both regions hold the same",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return deployment.regions().stream().map(region -> region.column(rows)).toList();
        },
        both -> both.get(0).equals(both.get(1)));
  }

  private long conflicts() {
    return deployment.regions().stream()
        .mapToLong(region -> region.count("SELECT count(*) FROM anabranch.conflict"))
        .sum();
  }
}
