package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A worker in a JVM of its own, which can be killed. Its class path holds Connect and none of
 * Anabranch's or Debezium's jars, as in production. It ends when it is closed and when this JVM
 * ends in whatever way.
 */
public final class ForkedConnectWorker implements ConnectWorker {
  private static final Duration START_DEADLINE = Duration.ofSeconds(90);
  private static final long STOP_SECONDS_MAX = 30;

  private final TemporaryDirectory files = TemporaryDirectory.create("anabranch-connect-");
  private final Path log;
  private final Process process;
  private final ConnectRest rest;

  private ForkedConnectWorker(WorkerSettings settings, WorkerJvm jvm) throws IOException {
    log = newLog(settings.group());
    Path properties = files.path().resolve("worker.properties");
    Path address = files.path().resolve("address");
    write(settings, properties);
    process = fork(jvm, properties, address, log);
    try {
      rest = new ConnectRest(awaitAddress(address));
      ConnectWorker.awaitAnswers(rest, START_DEADLINE);
    } catch (AssertionError | RuntimeException e) {
      e.addSuppressed(
          new IllegalStateException(
              "The worker's log " + log + " ends with:\n" + new LogFile(log).end()));
      kill();
      close();
      throw e;
    }
  }

  public static ForkedConnectWorker start(WorkerSettings settings) {
    return start(settings, WorkerJvm.shortLived());
  }

  /** Starts a worker in such a JVM and returns when it answers. */
  public static ForkedConnectWorker start(WorkerSettings settings, WorkerJvm jvm) {
    try {
      return new ForkedConnectWorker(settings, jvm);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not start a JVM for a Connect worker", e);
    }
  }

  @Override
  public ConnectRest rest() {
    return rest;
  }

  /** What the worker wrote; the file stays after the worker is closed. */
  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** 0 when the worker stopped in order; only for one that is not alive. */
  int exitCode() {
    return process.exitValue();
  }

  /** Ends the JVM with SIGKILL, so that nothing of it can run any more; returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(STOP_SECONDS_MAX);
  }

  @Override
  public void close() {
    try {
      // The end of its input asks the worker to stop.
      process.getOutputStream().close();
    } catch (IOException gone) {
      // So there is nobody to ask.
    }
    if (!awaitEnd(STOP_SECONDS_MAX)) {
      kill();
    }
    files.close();
  }

  private boolean awaitEnd(long seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private URI awaitAddress(Path address) {
    Await.until(
        "the Connect worker says its address or ends",
        START_DEADLINE,
        () -> Files.exists(address) || !process.isAlive());
    try {
      return URI.create(Files.readString(address));
    } catch (IOException e) {
      throw new UncheckedIOException("The Connect worker ended while it started", e);
    }
  }

  private static Process fork(WorkerJvm jvm, Path properties, Path address, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm.options());
    command.add("-XX:+ExitOnOutOfMemoryError");
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("org.slf4j.simpleLogger."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", ConnectClassPath.withoutPlugins()));
    command.addAll(
        List.of(ForkedWorkerProgram.class.getName(), properties.toString(), address.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void write(WorkerSettings settings, Path file) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings.properties());
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
  }

  private static Path newLog(String group) throws IOException {
    Path directory = Files.createDirectories(Path.of("target", "connect-workers").toAbsolutePath());
    return Files.createTempFile(directory, group + "-", ".log");
  }
}
