package org.anabranch.benchmarks.flow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;

/** A way from one database into another. */
enum Replication {
  /** Our capture and our merge: what the peers do, with versions and conflicts. */
  OURS("ours"),
  /** Both databases captured and merged into each other, as two regions are deployed. */
  OURS_BOTH_WAYS("ours-both-ways"),
  /** Debezium's connector for Postgres and its JDBC sink. */
  DEBEZIUM("debezium-jdbc"),
  /** Postgres' own. */
  NATIVE("native");

  private static final String FIRST = "first";
  private static final String SECOND = "second";
  private static final List<String> MEMBERS = List.of(FIRST, SECOND);

  private final String label;

  Replication(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Postgres' own gives rows in the target the time at which they were committed in the source. */
  boolean keepsCommitTimes() {
    return this == NATIVE;
  }

  /** How connectors are set beyond what is best for all: what the benchmark needs. */
  record Tuning(Format format, Map<String, String> capture) {
    Tuning {
      capture = Map.copyOf(capture);
    }

    /** Waits a little for more to send at once. */
    static Tuning throughput(Format format) {
      return new Tuning(format, Map.of("producer.override.linger.ms", "5"));
    }

    /** Sends at once. */
    static Tuning latency(Format format) {
      return new Tuning(format, Map.of("producer.override.linger.ms", "0"));
    }
  }

  /** Starts in a fresh JVM and returns once changes flow. */
  RunningReplication start(
      Servers servers, PostgresDatabase from, PostgresDatabase to, Tuning tuning) throws Exception {
    if (this == NATIVE) {
      return NativeReplication.start(from, to);
    }
    Worker worker = servers.worker(label);
    try {
      deploy(servers, worker, from, to, tuning);
    } catch (RuntimeException | AssertionError e) {
      worker.close();
      throw e;
    }
    return new ConnectReplication(worker);
  }

  /** What goes from the first database to the second. */
  static String topic(Worker worker) {
    return worker.name() + "." + Messages.TABLE;
  }

  private void deploy(
      Servers servers, Worker worker, PostgresDatabase from, PostgresDatabase to, Tuning tuning) {
    Map<String, String> capture = new HashMap<>(servers.converters(tuning.format()));
    capture.putAll(tuning.capture());
    Map<String, String> sink = servers.converters(tuning.format());
    String prefix = worker.name();
    String topic = topic(worker);
    servers.broker().createTopic(topic, Ours.LANES);
    if (this == DEBEZIUM) {
      worker.deploy("sink", with(Peers.sink(to, topic), sink));
      worker.deploy("capture", with(Peers.capture(prefix, from), capture));
      return;
    }
    capture.put("topic.prefix", prefix);
    if (this == OURS) {
      worker.deploy("capture", with(Ours.capture(FIRST, MEMBERS, from), capture));
      worker.deploy("sink", with(Ours.sink(SECOND, MEMBERS, to, topic), sink));
      return;
    }
    String back = prefix + "-back";
    String topics = topic + "," + back + "." + Messages.TABLE;
    servers.broker().createTopic(back + "." + Messages.TABLE, Ours.LANES);
    worker.put("sink", with(Ours.capturedSink(SECOND, MEMBERS, to, topics), sink));
    worker.put("sink-back", with(Ours.capturedSink(FIRST, MEMBERS, from, topics), sink));
    worker.deploy("capture", with(Ours.capture(FIRST, MEMBERS, from), capture));
    capture.put("topic.prefix", back);
    worker.deploy("capture-back", with(Ours.capture(SECOND, MEMBERS, to), capture));
  }

  private static Map<String, String> with(Map<String, String> settings, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return all;
  }
}
