package org.anabranch.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.convergence.ClusterBytes;
import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The files of connect-configs/encryption: what only its owner may read lies encrypted in Kafka,
 * and as plain values or ciphertexts in the other region, as its connectors say.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EncryptionIT {

  private static final String TABLE =
      """
      CREATE SCHEMA assistant;
      CREATE TABLE assistant.customer (
        customer_id text PRIMARY KEY, plan text, email text, phone text, card text);
      ALTER TABLE assistant.customer REPLICA IDENTITY FULL
      """;
  private static final String ROWS =
      "SELECT concat_ws('|', customer_id, plan, email, phone, card)"
          + " FROM assistant.customer ORDER BY customer_id";
  private static final String PAT = "c-pat|free|pat@example.org|+1 555 0101|4111-1111-1111-1111";
  private static final String SAM = "c-sam|free|sam@example.org|+1 555 0102|5500-0000-0000-0004";
  private static final List<String> SECRETS =
      List.of("pat@", "sam@", "555 010", "4111-1111", "1111-1111", "5500-0000", "0000-0004");

  private @Nullable EncryptedRegions running;

  @BeforeEach
  void start() {
    running = EncryptedRegions.start();
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  private EncryptedRegions regions() {
    return Objects.requireNonNull(running);
  }

  private static void insert(Region region, String row) {
    region.execute(
        "INSERT INTO assistant.customer (customer_id, plan, email, phone, card) VALUES ('%s')"
            .formatted(row.replace("|", "', '")));
  }

  private static void set(Region region, String id, String assignments) {
    region.execute(
        "UPDATE assistant.customer SET %s WHERE customer_id = '%s'".formatted(assignments, id));
  }

  private static String value(Region region, String id, String column) {
    return region
        .column("SELECT %s FROM assistant.customer WHERE customer_id = '%s'".formatted(column, id))
        .get(0);
  }

  private void awaitRows(Region region, String... expected) {
    Await.until(
        "%s holds %s".formatted(region, List.of(expected)),
        Await.DEADLINE,
        () -> {
          regions().failIfAnyFailed();
          return region.column(ROWS);
        },
        List.of(expected)::equals);
  }

  private void assertNoSecretInKafka() {
    ClusterBytes bytes = ClusterBytes.of(regions().bootstrapServers());
    assertThat(bytes.count("c-pat")).as("the search finds what is there").isPositive();
    for (String secret : SECRETS) {
      assertThat(bytes.count(secret)).as("'%s' in Kafka", secret).isZero();
    }
  }

  @Test
  void a_region_that_decrypts_holds_what_the_other_holds_and_writes_back_what_is_its_own() {
    Region aws = regions().aws();
    Region gcp = regions().gcp();
    List.of(aws, gcp).forEach(region -> region.execute(TABLE));
    insert(aws, PAT);
    regions()
        .deploy(
            List.of(
                regions().encrypting(aws.captureName()),
                regions().encrypting(gcp.captureName()),
                regions().encrypting(aws.sinkName()),
                regions().encrypting(gcp.sinkName())));
    insert(gcp, SAM);
    awaitRows(aws, PAT, SAM);
    awaitRows(gcp, PAT, SAM);
    ownChangesAreWrittenBackInClear(aws, gcp);
    assertNoSecretInKafka();

    regions().forget("c-pat");
    set(aws, "c-pat", "plan = 'team'");
    awaitRows(gcp, "c-pat|team", SAM.replace("free", "pro"));
    assertThat(regions().read("reader", aws)).noneMatch(row -> row.contains("pat@"));
  }

  /**
   * What was written here, and is not captured yet, is written over by an older change that
   * arrives; the own stream then says that it wins.
   */
  private void ownChangesAreWrittenBackInClear(Region aws, Region gcp) {
    regions().pause(aws.sinkName());
    set(gcp, "c-sam", "plan = 'team', email = 'older@example.org'");
    awaitValue(gcp, "c-sam", "plan", "team");
    regions().pause(aws.captureName());
    set(aws, "c-sam", "plan = 'pro', email = 'sam@example.org'");
    regions().resume(aws.sinkName());
    awaitValue(aws, "c-sam", "email", "older@example.org");
    regions().resume(aws.captureName());
    String[] rows = {PAT, SAM.replace("free", "pro")};
    awaitRows(aws, rows);
    awaitRows(gcp, rows);
  }

  private static void awaitValue(Region region, String id, String column, String expected) {
    Await.until(
        "%s of %s in %s is %s".formatted(column, id, region, expected),
        Await.DEADLINE,
        () -> value(region, id, column),
        expected::equals);
  }

  @Test
  void a_region_that_does_not_decrypt_holds_ciphertexts_and_its_own_changes_come_back_readable() {
    Region aws = regions().aws();
    Region gcp = regions().gcp();
    List.of(aws, gcp).forEach(region -> region.execute(TABLE));
    gcp.execute("ALTER TABLE assistant.customer ADD COLUMN email_index text");
    insert(aws, PAT);
    insert(aws, SAM);
    regions()
        .deploy(
            List.of(
                regions().encrypting(aws.captureName()),
                regions().plain(gcp.captureName()),
                byColumn(regions().encrypting(aws.sinkName())),
                byColumn(regions().plain(gcp.sinkName()))
                    .with("encrypted.columns", "assistant.customer.email:email_index")));
    Await.until(
        "both are in " + gcp,
        Await.DEADLINE,
        () -> {
          regions().failIfAnyFailed();
          return gcp.count("SELECT count(*) FROM assistant.customer");
        },
        rows -> rows == 2);
    assertSealed(gcp, "c-pat");
    assertSealed(gcp, "c-sam");
    assertThat(gcp.column("SELECT count(DISTINCT email_index) FROM assistant.customer"))
        .containsExactly("2");

    String sealed = value(gcp, "c-pat", "email");
    set(gcp, "c-pat", "plan = 'pro'");
    awaitRows(aws, PAT.replace("free", "pro"), SAM);
    set(aws, "c-pat", "plan = 'team'");
    awaitValue(gcp, "c-pat", "plan", "team");
    assertSealed(gcp, "c-pat");
    assertThat(value(gcp, "c-pat", "email"))
        .as("nobody wrote it, though it was encrypted anew")
        .isEqualTo(sealed);
    assertThat(List.of(aws, gcp))
        .allSatisfy(
            region -> assertThat(region.count("SELECT count(*) FROM anabranch.conflict")).isZero());
    assertNoSecretInKafka();
    forgottenInBothRegions(aws, gcp);
  }

  private static ConnectorConfig byColumn(ConnectorConfig sink) {
    return sink.with("merge.strategy.assistant.customer", "per-column");
  }

  private static void assertSealed(Region region, String id) {
    assertThat(value(region, id, "email")).startsWith("ab").hasSizeGreaterThan(60);
    assertThat(value(region, id, "phone")).startsWith("ab");
    assertThat(value(region, id, "card"))
        .matches("\\d{4}-\\d{4}-\\d{4}-\\d{4}")
        .isNotIn("4111-1111-1111-1111", "5500-0000-0000-0004");
  }

  private static List<String> secrets(Region region, String id) {
    return Stream.of("email", "phone", "card").map(column -> value(region, id, column)).toList();
  }

  /** Each region's topic, read from its beginning, says nothing of the person any more. */
  private void forgottenInBothRegions(Region aws, Region gcp) {
    for (Region region : List.of(aws, gcp)) {
      assertThat(regions().read("before-" + region, region))
          .anyMatch(row -> row.contains("pat@example.org") && row.contains("4111-1111-1111-1111"));
    }
    assertThat(regions().forget("c-pat")).contains("Destroyed").doesNotContain("c-pat");
    for (Region region : List.of(aws, gcp)) {
      assertThat(regions().read("after-" + region, region))
          .noneMatch(row -> row.contains("pat@") || row.contains("4111") || row.contains("0101"));
    }
    assertThat(regions().read("others", aws))
        .anyMatch(row -> row.contains("sam@example.org") && row.contains("5500-0000-0000-0004"));
    List<String> sealed = secrets(gcp, "c-pat");
    set(aws, "c-pat", "plan = 'last'");
    awaitValue(gcp, "c-pat", "plan", "last");
    assertThat(secrets(gcp, "c-pat")).as("nobody wrote them").isEqualTo(sealed);
  }
}
