package org.anabranch.testkit.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Postgres from binaries in the class path, in a process of its own. */
final class EmbeddedPostgresServer implements PostgresServer {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
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
  private final Postmaster postmaster = Postmaster.of(data);
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
    cutReplication();
    try {
      running.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      running = null;
      // Stopping waits a few seconds only and may have given up.
      postmaster.quitIfRunning();
    }
  }

  @Override
  public synchronized void close() {
    stop();
    // A server whose start failed half-way is not running for us but may have a process.
    postmaster.quitIfRunning();
    files.close();
  }

  /**
   * A stopping server waits for clients that stream its log until they confirm all of it, which may
   * be never.
   */
  private void cutReplication() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_replication");
    } catch (SQLException e) {
      LOG.warn("Could not cut replication before the stop of Postgres on port {}", port, e);
    }
  }
}
