package org.anabranch.testkit.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Postgres from binaries in the class path, in a process of its own. */
final class EmbeddedPostgresServer implements PostgresServer {
  private static final Duration START_DEADLINE = Duration.ofSeconds(30);

  /** Without SIGQUIT, Postgres' immediate shutdown, the server would outlive a killed JVM. */
  private static final String QUIT_IF_RUNNING =
      """
      if read -r pid < "$0/data/postmaster.pid" && kill -QUIT "$pid"; then
        for attempt in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" && sleep 0.2; done
      fi
      """;

  private final PostgresOptions options;
  private final Duration startDeadline;
  private final int port = Ports.free();
  private final TemporaryDirectory files =
      TemporaryDirectory.create("anabranch-postgres-", QUIT_IF_RUNNING);
  private final Path data = files.path().resolve("data");
  private final LogFile log = new LogFile(files.path().resolve("postgres.log"));
  private @Nullable EmbeddedPostgres running;

  EmbeddedPostgresServer(PostgresOptions options) {
    this(options, START_DEADLINE);
  }

  EmbeddedPostgresServer(PostgresOptions options, Duration startDeadline) {
    this.options = options;
    this.startDeadline = startDeadline;
    try {
      startAgain();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public synchronized void startAgain() {
    if (running != null) {
      return;
    }
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(data)
            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(startDeadline)
            .setServerConfig("listen_addresses", host());
    options.parameters().forEach(builder::setServerConfig);
    try {
      running = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Embedded Postgres did not start on port %d. Its log ends with:%n%s"
              .formatted(port, log.end()),
          e);
    }
  }

  @Override
  public synchronized void stop() {
    if (running == null) {
      return;
    }
    Optional<ProcessHandle> postmaster = postmaster();
    try {
      running.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      running = null;
      // Stopping waits a few seconds only and may have given up.
      postmaster.filter(ProcessHandle::isAlive).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Override
  public synchronized void close() {
    // Also one whose start failed half-way may have a process.
    Optional<ProcessHandle> postmaster = postmaster();
    stop();
    postmaster.filter(ProcessHandle::isAlive).ifPresent(ProcessHandle::destroyForcibly);
    files.close();
  }

  private Optional<ProcessHandle> postmaster() {
    Path pidFile = data.resolve("postmaster.pid");
    try {
      return Files.exists(pidFile)
          ? ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0).strip()))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
