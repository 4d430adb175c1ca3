package org.anabranch.tools.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;
import org.anabranch.tools.Anabranch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProgressTest {

  private static final long BOTH = fingerprint("aws", "gcp");
  private static final long ALL = fingerprint("aws", "azure", "gcp");

  private static @Nullable PostgresServer server;
  private static int databases;

  private final PostgresDatabase aws = database();
  private final PostgresDatabase gcp = database();

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** As much of the sink's table as there is to read; its names are a contract with the sink. */
  @BeforeEach
  void make_the_tables_of_the_sinks() throws SQLException {
    for (PostgresDatabase region : List.of(aws, gcp)) {
      region.execute(
          "CREATE SCHEMA anabranch",
          "CREATE TABLE anabranch.watermark (origin text, table_schema text, table_name text,"
              + " lane int, stamp bigint, context bytea DEFAULT '\\x"
              + hex(Map.of())
              + "', snapshot_from bigint DEFAULT 0,"
              + " members bigint)");
    }
  }

  @Test
  void a_line_for_each_region_and_origin_says_how_far_the_slowest_lane_is() throws SQLException {
    merged(aws, "aws", 0, 1_767_225_600_123L << 16 | 7, BOTH);
    merged(aws, "aws", 1, 1_767_225_600_000L << 16, BOTH);
    merged(aws, "gcp", 0, 1_767_225_600_000L << 16, ALL);
    merged(aws, "gcp", 1, 1_767_225_600_000L << 16, BOTH);
    aws.execute("UPDATE anabranch.watermark SET snapshot_from = 5 WHERE origin = 'gcp'");

    Run run = run();
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "region  origin  lanes  merged to                slowest             snapshot  members",
            "aws     aws     2      2026-01-01T00:00:00Z +0  assistant.s lane 1  -         "
                + "%016x".formatted(BOTH),
            "aws     gcp     2      2026-01-01T00:00:00Z +0  assistant.s lane 0  running   several"
                + " lists");
  }

  @Test
  void the_members_are_known_once_each_other_was_heard_of_in_every_lane_with_them()
      throws SQLException {
    for (PostgresDatabase region : List.of(aws, gcp)) {
      for (String origin : List.of("aws", "gcp")) {
        merged(region, origin, 0, 1, BOTH);
        merged(region, origin, 1, 1, BOTH);
      }
    }
    assertThat(run("--members", "aws,gcp").status()).isZero();
    assertThat(run("--members", "gcp, aws").status()).isZero();

    merged(aws, "aws", 2, 1, BOTH);
    Run missing = run("--members", "aws,gcp");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.lines())
        .contains("aws has not heard from gcp with these members in 1 of 3 lanes");

    merged(gcp, "aws", 2, 1, BOTH);
    merged(aws, "gcp", 2, 1, ALL);
    assertThat(run("--members", "aws,gcp").status()).as("with other members").isEqualTo(1);
    aws.execute("UPDATE anabranch.watermark SET members = " + BOTH);
    assertThat(run("--members", "aws,gcp").status()).isZero();
    assertThat(run("--members", "aws,gcp,azure").lines())
        .contains("gcp has not heard from azure with these members in 3 of 3 lanes");
    gcp.execute("DELETE FROM anabranch.watermark WHERE origin = 'gcp'");
    assertThat(run("--members", "aws,gcp").status()).as("of itself it need not hear").isZero();
  }

  @Test
  void a_region_that_has_merged_nothing_has_heard_of_nobody() throws SQLException {
    merged(aws, "aws", 0, 1, BOTH);
    merged(aws, "gcp", 0, 1, BOTH);
    gcp.execute("DROP SCHEMA anabranch CASCADE");
    Run run = run("--members", "aws,gcp");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines())
        .contains("gcp has not heard from aws with these members in 1 of 1 lanes")
        .noneMatch(line -> line.startsWith("aws has not"));
  }

  @Test
  void the_end_is_the_same_once_all_regions_have_all_streams_at_one_stamp() throws SQLException {
    assertThat(run("--same-end", "azure").status()).as("of nothing").isEqualTo(1);
    merged(aws, "azure", 0, 5, BOTH);
    merged(aws, "azure", 1, 6, BOTH);
    merged(gcp, "azure", 0, 5, BOTH);
    Run missing = run("--same-end", "azure");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.lines()).contains("assistant.s lane 1 of azure ends differently");

    merged(gcp, "azure", 1, 7, BOTH);
    assertThat(run("--same-end", "azure").lines())
        .contains("assistant.s lane 1 of azure ends differently");
  }

  @Test
  void the_end_is_known_once_all_regions_have_heard_from_each_other_that_they_are_there()
      throws SQLException {
    for (PostgresDatabase region : List.of(aws, gcp)) {
      merged(region, "azure", 0, 5, BOTH);
      merged(region, "aws", 0, 9, BOTH);
      merged(region, "gcp", 0, 9, BOTH);
      heard(region, "aws", "azure", 5);
      heard(region, "gcp", "azure", 5);
    }
    assertThat(run("--same-end", "azure").status()).isZero();

    heard(gcp, "aws", "azure", 4);
    Run unheard = run("--same-end", "azure");
    assertThat(unheard.status()).isEqualTo(1);
    assertThat(unheard.lines())
        .contains(
            "gcp has not heard from aws that it has merged assistant.s lane 0 of azure to its end");
  }

  @Test
  void nobody_may_be_behind_what_the_region_itself_has_merged_of_its_own() throws SQLException {
    merged(aws, "aws", 0, 9, BOTH);
    merged(aws, "gcp", 0, 5, BOTH);
    merged(gcp, "gcp", 0, 6, BOTH);
    heard(aws, "aws", "gcp", 6);
    assertThat(run("--same-end", "gcp").lines())
        .contains("assistant.s lane 0 of gcp ends differently");

    aws.execute("UPDATE anabranch.watermark SET stamp = 6 WHERE origin = 'gcp'");
    assertThat(run("--same-end", "gcp").status()).isZero();
  }

  @Test
  void a_region_waits_until_the_others_have_seen_what_it_had_merged() throws SQLException {
    for (String origin : List.of("aws", "gcp")) {
      merged(aws, origin, 0, 5, BOTH);
      merged(gcp, origin, 0, 4, BOTH);
    }
    heard(aws, "aws", "gcp", 5);
    heard(aws, "gcp", "gcp", 5);
    String[] asked = {"--members", "aws,gcp", "--acknowledged-in", "aws", "--timeout-seconds", "0"};
    Run missing = run(asked);
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.lines())
        .contains("aws has not heard from gcp that it has seen the same, in 1 of 1 lanes");

    aws.execute(
        "UPDATE anabranch.watermark SET context = '\\x%s'"
            .formatted(hex(Map.of("aws", 5L, "gcp", 5L))));
    assertThat(run(asked).lines())
        .contains("gcp has not read back its own changes, in 1 of 1 lanes")
        .noneMatch(line -> line.contains("has not heard"));

    merged(gcp, "gcp", 0, 5, BOTH);
    assertThat(run(asked).status()).isZero();
    assertThat(run("--acknowledged-in", "aws").status()).as("of whom").isEqualTo(2);
    assertThat(run("--members", "aws,gcp", "--acknowledged-in", "azure").status()).isEqualTo(2);
  }

  @Test
  void what_cannot_be_asked_is_an_error() {
    assertThat(run("--same-end", "no name!").status()).isEqualTo(2);
    assertThat(execute("progress").status()).isEqualTo(2);
    assertThat(execute("progress", "--region", "aws=mysql://x/y").status()).isEqualTo(2);
  }

  private record Run(int status, List<String> lines) {}

  private Run run(String... arguments) {
    return execute(
        Stream.concat(
                Stream.of("progress", "--region", "aws=" + url(aws), "--region", "gcp=" + url(gcp)),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static Run execute(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine command =
        Anabranch.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    int status = command.execute(arguments);
    return new Run(status, new ArrayList<>(out.toString().lines().toList()));
  }

  private static String url(PostgresDatabase database) {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            database.user(),
            database.password(),
            database.host(),
            database.port(),
            database.name());
  }

  private static void merged(
      PostgresDatabase region, String origin, int lane, long stamp, long members)
      throws SQLException {
    region.execute(
        "INSERT INTO anabranch.watermark (origin, table_schema, table_name, lane, stamp, members)"
            + " VALUES ('%s', 'assistant', 's', %d, %d, %d)"
                .formatted(origin, lane, stamp, members));
  }

  /** What an origin has told a region that it had seen of another origin. */
  private static void heard(PostgresDatabase region, String origin, String other, long stamp)
      throws SQLException {
    region.execute(
        "UPDATE anabranch.watermark SET context = '\\x%s' WHERE origin = '%s'"
            .formatted(hex(Map.of(other, stamp)), origin));
  }

  private static String hex(Map<String, Long> stamps) {
    TreeMap<Origin, Stamp> vector = new TreeMap<>();
    stamps.forEach((origin, stamp) -> vector.put(new Origin(origin), new Stamp(stamp)));
    return HexFormat.of().formatHex(VectorBytes.write(VersionVector.of(vector)));
  }

  private static long fingerprint(String... origins) {
    return new Members(Stream.of(origins).map(Origin::new).toList()).fingerprint();
  }

  private static PostgresDatabase database() {
    return Objects.requireNonNull(server).database("progress" + ++databases);
  }
}
