package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The process of an embedded Postgres server, known by the file that it keeps in its data directory
 * while it lives.
 */
record Postmaster(Path pidFile) {
  private static final Duration QUIT_DEADLINE = Duration.ofSeconds(10);

  static Postmaster of(Path data) {
    return new Postmaster(data.resolve("postmaster.pid"));
  }

  /**
   * Ends a server that an orderly stop did not end, as a crash would; its log is replayed at the
   * next start.
   */
  void quitIfRunning() {
    Optional<String> pid = pid();
    if (pid.isEmpty()) {
      return;
    }
    signal("-QUIT", pid.get());
    try {
      Await.until(
          "Postgres process " + pid.get() + " quits",
          QUIT_DEADLINE,
          () -> Files.notExists(pidFile));
    } catch (AssertionError stuck) {
      signal("-KILL", pid.get());
    }
  }

  private Optional<String> pid() {
    try {
      return Files.exists(pidFile)
          ? Files.readAllLines(pidFile).stream().findFirst()
          : Optional.empty();
    } catch (IOException goneMeanwhile) {
      return Optional.empty();
    }
  }

  private static void signal(String signal, String pid) {
    try {
      new ProcessBuilder("kill", signal, pid).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
