package org.anabranch.residency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.convergence.ClusterBytes;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.residency.ResidencyServers.Site;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConfigValidation;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.ConnectorStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The files of connect-configs/residency: two regions on two Kafka clusters, joined by
 * MirrorMaker's source connectors in both directions, with a policy between them.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResidencyIT {

  private static final String TABLE =
      """
      CREATE SCHEMA assistant;
      CREATE TABLE assistant.customer (
        customer_id text PRIMARY KEY, country text NOT NULL, name text, email text, phone text,
        ssn text, plan text);
      ALTER TABLE assistant.customer REPLICA IDENTITY FULL
      """;
  private static final String ROWS =
      "SELECT concat_ws('|', customer_id, country, name, email, phone, ssn, plan)"
          + " FROM assistant.customer ORDER BY customer_id";

  private static @Nullable ResidencyServers running;

  @BeforeAll
  static void start() {
    running = ResidencyServers.start();
  }

  @AfterAll
  static void stop() {
    if (running != null) {
      running.close();
    }
  }

  private final ResidencyServers servers = Objects.requireNonNull(running);
  private final Site us = servers.aws();
  private final Site eu = servers.gcp();
  private final ConsentsAndAudit consents = new ConsentsAndAudit(eu);

  private static void insert(Site site, String id, String country, String name) {
    site.region()
        .execute(
            "INSERT INTO assistant.customer VALUES ('%1$s', '%2$s', '%3$s', '%3$s@example.org',"
                    .formatted(id, country, name)
                + " '+41 44 1234567', 'ssn of %s', 'free')".formatted(name));
  }

  private static void set(Site site, String id, String assignments) {
    site.region()
        .execute(
            "UPDATE assistant.customer SET %s WHERE customer_id = '%s'".formatted(assignments, id));
  }

  private void deploy() {
    for (Site site : List.of(us, eu)) {
      TwoRegionDeployment files =
          new TwoRegionDeployment(
              site.worker().rest(),
              us.region(),
              eu.region(),
              Map.of(
                  "consumer.override.metadata.max.age.ms", "500",
                  "merge.strategy.assistant.customer", "per-column"));
      files.deploy(site.region().captureName());
      files.deploy(site.region().sinkName());
      ConnectorConfig mirror = mirror(site).with("refresh.topics.interval.seconds", "1");
      site.worker().rest().put(site.equals(eu) ? consents.audited(mirror) : mirror);
    }
    for (Site site : List.of(us, eu)) {
      for (String name : site.worker().rest().connectors()) {
        site.worker().rest().awaitRunning(name, Await.DEADLINE);
      }
    }
  }

  private ConnectorConfig mirror(Site from) {
    String to = (from.equals(us) ? eu : us).region().origin();
    return ConnectorConfig.read(
        ResidencyServers.FILES.resolve(from.region().origin() + "-to-" + to + ".json"), Map.of());
  }

  private void awaitRows(Site site, String... expected) {
    Await.until(
        "%s holds %s".formatted(site.region(), List.of(expected)),
        Await.DEADLINE,
        () -> {
          failIfAnyFailed();
          return site.region().column(ROWS);
        },
        List.of(expected)::equals);
  }

  private void failIfAnyFailed() {
    for (Site site : List.of(us, eu)) {
      for (String name : site.worker().rest().connectors()) {
        site.worker()
            .rest()
            .status(name)
            .filter(ConnectorStatus::hasFailed)
            .ifPresent(
                status -> {
                  throw new AssertionError(name + " failed: " + status.failures());
                });
      }
    }
  }

  private static String row(String id, String country, String name, String plan) {
    return "%1$s|%2$s|%3$s|%3$s@example.org|+41 44 1234567|ssn of %3$s|%4$s"
        .formatted(id, country, name, plan);
  }

  private static String masked(String id, String name, String email, String plan) {
    // Nothing stands where ssn does: concat_ws leaves out what is null.
    return "%s|CH|%s|%s|**********4567|%s".formatted(id, name, email, plan);
  }

  private String emailOf(Site site, String id) {
    return site.region()
        .column("SELECT email FROM assistant.customer WHERE customer_id = '" + id + "'")
        .get(0);
  }

  @Test
  void a_wrong_policy_is_refused_at_validation_by_rule_and_position() throws IOException {
    Map<String, String> settings = new HashMap<>(mirror(eu).settings());
    String text = Files.readString(ResidencyServers.FILES.resolve("policy.yaml"));
    settings.remove("transforms.residency.policy.file");
    settings.put(
        "transforms.residency.policy", text.replace("row.country == 'CH'", "row.land == 'CH'"));
    settings.put("name", "wrong");
    ConfigValidation answer =
        eu.worker().rest().validate(settings.getOrDefault("connector.class", ""), settings);
    assertThat(answer.errors("transforms.residency.policy"))
        .singleElement()
        .asString()
        .contains("rule 'swiss-contact-data-stays'", "land")
        .containsPattern("at \\d+:\\d+");
    settings.put("transforms.residency.policy", text);
    assertThat(
            eu.worker()
                .rest()
                .validate(settings.getOrDefault("connector.class", ""), settings)
                .errors())
        .isEmpty();
    settings.put("transforms.residency.destination.region", "azure-westeurope");
    assertThat(
            eu.worker()
                .rest()
                .validate(settings.getOrDefault("connector.class", ""), settings)
                .errors("transforms.residency.origin.region"))
        .singleElement()
        .asString()
        .contains("azure-westeurope");
  }

  @Test
  void no_header_of_a_dead_letter_tells_a_value() {
    DeadLetters dead = DeadLetters.of(eu);
    assertThat(dead.errors("exception.message"))
        .allSatisfy(message -> assertThat(message).isNotBlank())
        .noneMatch(message -> message.contains(DeadLetters.SECRET));
    assertThat(dead.errors("exception.stacktrace"))
        .allMatch(trace -> trace.contains("org.anabranch.transforms"))
        .noneMatch(trace -> trace.contains(DeadLetters.SECRET));
  }

  @Test
  void data_stays_where_it_must_and_all_else_converges() throws IOException {
    List.of(us, eu).forEach(site -> site.region().execute(TABLE));
    insert(eu, "c-erika", "DE", "Erika");
    insert(eu, "c-urs", "CH", "Urs");
    insert(eu, "c-sam", "US", "Sam");
    insert(us, "c-pat", "US", "Pat");
    deploy();
    awaitRows(
        eu,
        row("c-erika", "DE", "Erika", "free"),
        row("c-pat", "US", "Pat", "free"),
        row("c-sam", "US", "Sam", "free"),
        row("c-urs", "CH", "Urs", "free"));
    String pat = row("c-pat", "US", "Pat", "free");
    String sam = row("c-sam", "US", "Sam", "free");
    awaitUs(pat, sam, "free");

    List<String> masks = new ArrayList<>();
    masks.add(emailOf(us, "c-urs"));
    whatIsAlteredDoesNotComeBack(pat, sam);
    aCustomerMovesAndComesBack(pat);
    theApplicationWritesAnAlteredColumn();

    insert(eu, "c-heidi", "DE", "Heidi");
    set(eu, "c-heidi", "plan = 'pro'");
    eu.region().execute("DELETE FROM assistant.customer WHERE customer_id = 'c-heidi'");
    eu.region().execute("DELETE FROM assistant.customer WHERE customer_id = 'c-urs'");
    insert(us, "c-zoe", "US", "Zoe");
    insert(eu, "c-tom", "US", "Tom");
    String[] last = {
      pat,
      row("c-sam", "US", "Sam", "pro"),
      row("c-tom", "US", "Tom", "free"),
      row("c-zoe", "US", "Zoe", "free")
    };
    awaitRows(us, last);
    List<String> whole = new ArrayList<>(List.of(last));
    whole.add(0, row("c-erika", "DE", "Erika", "free"));
    awaitRows(eu, whole.toArray(String[]::new));
    searchBytes(masks);
    anotherPolicyTakesCopiesBack(last);
    consents.checkAudit();
    aWithdrawnConsentTakesCopiesBack(last);
  }

  /** Tom's copy goes with his consent, and comes back with it. */
  private void aWithdrawnConsentTakesCopiesBack(String... others) throws IOException {
    consents.tell("c-tom", true);
    consents.deploy(
        mirror(eu).with("refresh.topics.interval.seconds", "1"),
        Files.readString(servers.policy()));
    consents.tell("c-tom", false);
    List<String> withoutTom = new ArrayList<>(List.of(others));
    withoutTom.removeIf(row -> row.contains("Tom"));
    awaitRows(us, withoutTom.toArray(String[]::new));
    assertThat(eu.region().count("SELECT count(*) FROM assistant.customer WHERE name = 'Tom'"))
        .isEqualTo(1);
    consents.tell("c-tom", true);
    awaitRows(us, others);
  }

  /** It sends nothing by itself: rows are sent again once it is in force. */
  private void anotherPolicyTakesCopiesBack(String... others) throws IOException {
    insert(eu, "c-ueli", "CH", "Ueli");
    Await.until(
        "he is in both regions",
        Await.DEADLINE,
        () -> us.region().count("SELECT count(*) FROM assistant.customer"),
        rows -> rows == others.length + 1);
    String text = Files.readString(servers.policy());
    Files.writeString(servers.policy(), text.replace("['DE', 'FR']", "['DE', 'FR', 'CH']"));
    Await.until(
        "his copy is gone",
        Await.DEADLINE,
        () -> {
          set(eu, "c-ueli", "plan = plan");
          return us.region().column(ROWS);
        },
        List.of(others)::equals);
    assertThat(eu.region().count("SELECT count(*) FROM assistant.customer WHERE name = 'Ueli'"))
        .isEqualTo(1);
  }

  private void awaitUs(String pat, String sam, String plan) {
    Await.until(
        "the other region holds what it may",
        Await.DEADLINE,
        () -> {
          failIfAnyFailed();
          return us.region().column(ROWS);
        },
        rows ->
            rows.size() == 3
                && rows.get(0).equals(pat)
                && rows.get(1).equals(sam)
                && rows.get(2).matches("c-urs\\|CH\\|Urs\\|[0-9a-f]{64}\\|\\*{10}4567\\|" + plan));
  }

  /** Rows that hold masks are changed where they hold them, and the true values stay. */
  private void whatIsAlteredDoesNotComeBack(String pat, String sam) {
    set(us, "c-urs", "plan = 'pro'");
    awaitRows(
        eu, row("c-erika", "DE", "Erika", "free"), pat, sam, row("c-urs", "CH", "Urs", "pro"));
    set(eu, "c-urs", "email = 'urs.private@example.org'");
    String before = emailOf(us, "c-urs");
    Await.until(
        "the mask of the new address arrives",
        Await.DEADLINE,
        () -> emailOf(us, "c-urs"),
        email -> !email.equals(before));
    set(eu, "c-urs", "email = 'Urs@example.org'");
    awaitRows(us, pat, sam, masked("c-urs", "Urs", before, "pro"));
  }

  private void aCustomerMovesAndComesBack(String pat) {
    String urs = masked("c-urs", "Urs", emailOf(us, "c-urs"), "pro");
    set(eu, "c-sam", "country = 'DE', phone = '+49 30 secret'");
    awaitRows(us, pat, urs);
    set(eu, "c-sam", "plan = 'pro'");
    set(eu, "c-sam", "country = 'US', phone = '+41 44 1234567'");
    awaitRows(us, pat, row("c-sam", "US", "Sam", "pro"), urs);
  }

  /** Then it counts: the policy says nothing else. */
  private void theApplicationWritesAnAlteredColumn() {
    set(us, "c-urs", "email = 'written.abroad@example.org'");
    Await.until(
        "what the application wrote arrives",
        Await.DEADLINE,
        () -> emailOf(eu, "c-urs"),
        "written.abroad@example.org"::equals);
    assertThat(eu.region().count("SELECT count(*) FROM assistant.customer WHERE ssn IS NULL"))
        .isZero();
  }

  private void searchBytes(List<String> masks) {
    ClusterBytes inUs = ClusterBytes.of(us.broker().bootstrapServers());
    assertThat(inUs.count("Zoe")).as("the search finds what is there").isPositive();
    for (String secret :
        List.of(
            "Erika",
            "c-erika",
            "Heidi",
            "c-heidi",
            "ssn of Urs",
            "Urs@example.org",
            "urs.private",
            "+49 30 secret")) {
      assertThat(inUs.count(secret)).as("'%s' in the US", secret).isZero();
    }
    ClusterBytes inEu = ClusterBytes.of(eu.broker().bootstrapServers());
    assertThat(inEu.count("Erika")).as("the search finds what is there").isPositive();
    assertThat(masks).doesNotHaveDuplicates().isNotEmpty();
    for (String mask : masks) {
      assertThat(inEu.count(mask)).as("a mask in the EU").isZero();
    }
    assertThat(inEu.count("***4567")).as("a mask in the EU").isZero();
  }
}
