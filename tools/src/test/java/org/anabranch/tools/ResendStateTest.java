package org.anabranch.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResendStateTest {

  @TempDir private Path directory = Path.of("");

  @AfterEach
  void dropSlots() throws SQLException {
    CapturedChanges.dropAll();
  }

  private static CapturedChanges twoTables(PostgresDatabase database) throws SQLException {
    database.execute(
        "CREATE TABLE a (id text PRIMARY KEY)",
        "INSERT INTO a SELECT E'k\\n=' || i FROM generate_series(1, 200) i",
        "CREATE TABLE b (id int, part int, PRIMARY KEY (id, part))",
        "INSERT INTO b SELECT i, j FROM generate_series(1, 100) i, generate_series(1, 10) j",
        "CREATE PUBLICATION anabranch FOR TABLE a, b");
    return CapturedChanges.start(database);
  }

  /** Of another JVM, which dies as with kill -9. */
  @Test
  void a_run_that_was_killed_goes_on_where_it_stopped() throws Exception {
    PostgresDatabase database = TwoServers.left();
    CapturedChanges changes = twoTables(database);
    Path state = directory.resolve("state");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Anabranch.class.getName(),
                    "resend",
                    "--url=" + CommandRun.url(database),
                    "--all-tables",
                    "--chunk-rows=10",
                    "--rows-per-second=200",
                    "--state=" + state))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    try {
      Await.until(
          "the second table is begun",
          Duration.ofSeconds(60),
          () -> Files.readString(state).contains("table=public.b"));
    } finally {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    long before = changes.read().updates();
    CommandRun other =
        CommandRun.resend(database, "--all-tables", "--where=true", "--state=" + state);
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("is of another command: --where differs");
    assertThat(changes.read().updates()).isZero();

    CommandRun again = CommandRun.resend(database, "--all-tables", "--state=" + state);

    assertThat(again.status()).as(again.said()).isZero();
    long after = changes.read().updates();
    assertThat(before).isBetween(210L, 1199L);
    assertThat(before + after)
        .as("all rows, the chunk in hand maybe twice")
        .isBetween(1200L, 1210L);

    CommandRun finished = CommandRun.resend(database, "--all-tables", "--state=" + state);
    assertThat(finished.status()).isZero();
    assertThat(finished.err()).contains("everything is sent already");
    assertThat(changes.read().updates()).isZero();
  }

  @Test
  void only_its_owner_reads_a_state_file_and_nothing_else_is_left() throws Exception {
    PostgresDatabase database = TwoServers.left();
    twoTables(database);
    Path state = directory.resolve("state");

    CommandRun.resend(database, "--all-tables", "--state=" + state);

    assertThat(Files.getPosixFilePermissions(state))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(state);
    }
  }

  @Test
  void a_file_that_is_no_state_is_refused_and_kept() throws Exception {
    PostgresDatabase database = TwoServers.left();
    twoTables(database);
    Path file = Files.writeString(directory.resolve("notes"), "mine\n");

    CommandRun run = CommandRun.resend(database, "--all-tables", "--state=" + file);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("is no state file of this version");
    assertThat(file).hasContent("mine");
  }
}
