package org.anabranch.benchmarks.flow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.PostgresOptions;
import org.anabranch.testkit.servers.PostgresServer;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.anabranch.testkit.servers.WorkerJvm;
import org.anabranch.testkit.servers.WorkerSettings;
import org.jspecify.annotations.Nullable;

/**
 * The servers that all variants share: two of Postgres, Kafka and, once it is asked for, a schema
 * registry. Connect runs anew for each measurement.
 */
final class Servers implements AutoCloseable {

  /** Production's durability; the servers write down when rows were committed. */
  static final PostgresOptions POSTGRES =
      PostgresOptions.durable()
          .with("track_commit_timestamp", "on")
          .with("shared_buffers", "512MB")
          .with("max_wal_size", "4GB");

  private static final int HEAP_MEBIBYTES = 1024;
  private static final AtomicInteger WORKERS = new AtomicInteger();

  private final List<AutoCloseable> started = new ArrayList<>();
  private final @Nullable Path recordings;
  private final Databases source;
  private final Databases target;
  private final KafkaBroker broker;
  private final IdleSink idleSink;
  private @Nullable SchemaRegistryServer registry;

  /**
   * @param recordings where flight recordings of the measured JVMs go; null for none
   */
  Servers(@Nullable Path recordings) {
    this.recordings = recordings;
    try {
      source = started(new Databases(PostgresServer.start(POSTGRES)));
      target = started(new Databases(PostgresServer.start(POSTGRES)));
      broker = started(KafkaBroker.start());
      idleSink = started(new IdleSink());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T started(T server) {
    started.add(0, server);
    return server;
  }

  Databases source() {
    return source;
  }

  Databases target() {
    return target;
  }

  KafkaBroker broker() {
    return broker;
  }

  Map<String, String> converters(Format format) {
    return format.settings(this::registryUrl);
  }

  private String registryUrl() {
    SchemaRegistryServer running = registry;
    if (running == null) {
      running = started(SchemaRegistryServer.start());
      registry = running;
    }
    return running.url().toString();
  }

  /** A worker in a fresh JVM; its name says what it is for and is of no other. */
  Worker worker(String purpose) {
    return worker(purpose, HEAP_MEBIBYTES);
  }

  Worker worker(String purpose, int heapMebibytes) {
    String name = purpose + "-" + WORKERS.incrementAndGet();
    WorkerJvm jvm = WorkerJvm.withHeap(heapMebibytes);
    Path recording = null;
    if (recordings != null) {
      recording = recordings.resolve(name + ".jfr");
      jvm = jvm.with("-XX:StartFlightRecording=settings=profile");
    }
    return new Worker(ForkedConnectWorker.start(settings(name), jvm), name, recording);
  }

  private WorkerSettings settings(String group) {
    List<Path> plugins =
        new ArrayList<>(
            PluginDirectories.of(
                "anabranch-capture-postgres", "anabranch-store-postgres", "anabranch-converters"));
    plugins.add(Peers.directory());
    plugins.add(idleSink.directory());
    // Of a test's worker, which stores offsets twice a second.
    return WorkerSettings.of(broker, group, plugins).with("offset.flush.interval.ms", "10000");
  }

  @Override
  public void close() {
    for (AutoCloseable server : started) {
      try {
        server.close();
      } catch (Exception e) {
        System.err.println("Could not close " + server + ": " + e);
      }
    }
  }
}
