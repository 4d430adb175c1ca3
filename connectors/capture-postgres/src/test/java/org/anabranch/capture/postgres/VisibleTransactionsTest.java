package org.anabranch.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PostgresServer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** While a synchronous standby is awaited, a commit is in the log and its rows are not visible. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VisibleTransactionsTest {

  private static final String ASKED =
      "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%%pg_visible_in_snapshot%%'"
          + " AND pid <> pg_backend_pid() AND extract(epoch FROM query_start) * 1000000 > %d";
  private static final String NOW_MICROS =
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

  @Test
  void a_change_is_handed_out_only_once_others_can_see_it() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      CapturedDatabase database = new CapturedDatabase(server, "early");
      database.execute("CREATE TABLE notes (id int PRIMARY KEY, t text)");
      try (RunningCapture capture = new RunningCapture(database.config(), new StoredOffsets())) {
        capture.pollUntil("the end of the snapshot", records -> !records.isEmpty());
        database.execute("INSERT INTO notes VALUES (1, 'streaming')");
        capture.pollChanges(1);
        database.execute(
            "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
        Await.until(
            "the standby to be asked for",
            Await.DEADLINE,
            () ->
                database.number("SELECT length(current_setting('synchronous_standby_names'))") > 0);
        String asked = ASKED.formatted(database.number(NOW_MICROS));
        CompletableFuture<Void> application =
            CompletableFuture.runAsync(
                () -> database.execute("INSERT INTO notes VALUES (2, 'not yet visible')"));
        CompletableFuture<Long> seenWhenHandedOut =
            CompletableFuture.supplyAsync(
                () -> {
                  capture.pollChanges(2);
                  return database.number("SELECT count(*) FROM notes");
                });
        Await.until(
            "the capture to ask whether the insert is visible",
            Await.DEADLINE,
            () -> database.number("SELECT count(*) FROM notes") == 1 && database.number(asked) > 0);
        assertThat(application).isNotDone();
        database.execute(
            "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()");
        application.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(seenWhenHandedOut.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
            .isEqualTo(2);
      }
    }
  }
}
