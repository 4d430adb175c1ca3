package org.anabranch.benchmarks.flow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.anabranch.testkit.servers.ConnectorStatus;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/** A Connect worker in a fresh JVM, for one measurement. */
final class Worker implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofMinutes(15);
  private static final long PAUSE_MILLIS = 500;

  /** A pause after a look is so many times as long, or counting many rows would be measured too. */
  private static final long PAUSE_TIMES = 20;

  private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");

  private final ForkedConnectWorker worker;
  private final String name;
  private final @Nullable Path recording;

  /**
   * @param name of no other worker: connectors are named after it
   * @param recording where the JVM's flight recording goes that it was started with; null for none
   */
  Worker(ForkedConnectWorker worker, String name, @Nullable Path recording) {
    this.worker = worker;
    this.name = name;
    this.recording = recording;
  }

  String name() {
    return name;
  }

  /** Deploys a connector or changes it and returns once it runs. */
  void deploy(String role, Map<String, String> settings) {
    put(role, settings);
    worker.rest().awaitRunning(name + "-" + role);
  }

  /** Deploys a connector, which runs some time. */
  void put(String role, Map<String, String> settings) {
    worker.rest().put(name + "-" + role, settings);
  }

  /** Returns once the messages are there; looks seldom, so that looking costs next to nothing. */
  void awaitMessages(PostgresDatabase database, long count) throws Exception {
    awaitCount(database, Messages.TABLE, count);
  }

  /** The same of another table's rows. */
  void awaitCount(PostgresDatabase database, String table, long count) throws Exception {
    await(database, "SELECT count(*) FROM " + table, count);
  }

  /** Returns once a query's number is as large as this. */
  void await(PostgresDatabase database, String query, long number) throws Exception {
    await(query, () -> Messages.number(database, query), number, PAUSE_MILLIS);
  }

  /**
   * Returns a number once it is as large as this, looking again after so many milliseconds, later
   * where a look takes long.
   */
  long await(String what, Counted counted, long number, long pauseMillis) throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      long start = System.nanoTime();
      long now = counted.now();
      long tookMillis = (System.nanoTime() - start) / 1_000_000;
      if (now >= number) {
        return now;
      }
      failIfAnyFailed();
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "%s did not become %d. The worker's log is %s".formatted(what, number, worker.log()));
      }
      Thread.sleep(Math.max(pauseMillis, PAUSE_TIMES * tookMillis));
    }
  }

  /** What grows while something runs. */
  interface Counted {
    long now() throws Exception;
  }

  void failIfAnyFailed() {
    for (String connector : worker.rest().connectors()) {
      worker
          .rest()
          .status(connector)
          .filter(ConnectorStatus::hasFailed)
          .ifPresent(
              status -> {
                throw new AssertionError(connector + " failed: " + status.failures());
              });
    }
  }

  /** What the JVM has used of the processors since its start. */
  double cpuSeconds() {
    return CpuTimes.seconds(ProcessHandle.of(worker.pid()).orElseThrow());
  }

  /** The live heap in mebibytes, after a full collection. */
  double liveHeapMebibytes() throws IOException, InterruptedException {
    jcmd("GC.run");
    String info = jcmd("GC.heap_info");
    var used = HEAP_USED.matcher(info);
    if (!used.find()) {
      throw new IllegalStateException("The JVM does not say how much of its heap is used");
    }
    return Double.parseDouble(used.group(1)) / 1024;
  }

  private String jcmd(String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    all.add(String.valueOf(worker.pid()));
    all.addAll(List.of(command));
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Override
  public void close() {
    if (recording != null) {
      dump(recording);
    }
    worker.close();
  }

  private void dump(Path file) {
    try {
      jcmd("JFR.dump", "filename=" + file.toAbsolutePath());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("The flight recording was not written to " + file, e);
    }
  }
}
