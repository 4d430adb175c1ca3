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
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);

  private final PostgresOptions options;
  private final int port = Ports.free();
  private final TemporaryDirectory data = TemporaryDirectory.create("anabranch-postgres-");
  private final JvmEnd jvmEnd;
  private @Nullable EmbeddedPostgres running;

  EmbeddedPostgresServer(PostgresOptions options) {
    this.options = options;
    this.jvmEnd = JvmEnd.closes(this::end);
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
            .setDataDirectory(data.path())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_DEADLINE)
            .setServerConfig("listen_addresses", host());
    options.parameters().forEach(builder::setServerConfig);
    try {
      running = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Embedded Postgres did not start on port " + port, e);
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
  public void close() {
    jvmEnd.cancel();
    end();
  }

  private synchronized void end() {
    // Also one whose start failed half-way may have a process.
    Optional<ProcessHandle> postmaster = postmaster();
    stop();
    postmaster.filter(ProcessHandle::isAlive).ifPresent(ProcessHandle::destroyForcibly);
    data.close();
  }

  private Optional<ProcessHandle> postmaster() {
    Path pidFile = data.path().resolve("postmaster.pid");
    try {
      return Files.exists(pidFile)
          ? ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0).strip()))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
