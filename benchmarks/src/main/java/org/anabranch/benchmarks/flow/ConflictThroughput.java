package org.anabranch.benchmarks.flow;

import static org.anabranch.benchmarks.flow.Sample.ROWS_PER_SECOND;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;

/** Changes of two regions into a third, half of them in conflict with each other, or none. */
final class ConflictThroughput implements Benchmark {

  static final String NAME = "conflict-throughput";

  private static final Format FORMAT = Format.AVRO;
  private static final List<String> MEMBERS = List.of("here", "east", "west");
  private static final String CONFLICTS = "SELECT count(*) FROM anabranch.conflict";
  private static final String WARM_UP_EAST = NAME + ".warm-up-east";
  private static final String WARM_UP_WEST = NAME + ".warm-up-west";
  private static final String EAST = NAME + ".east";

  private final Servers servers;
  private final Scale scale;
  private final OwnStream own;

  /** What each of the two regions writes. */
  private final int changes;

  /** What each of them writes before, half of it in conflict, so that all code is warm. */
  private final int warmUp;

  ConflictThroughput(Servers servers, Scale scale) throws Exception {
    this.servers = servers;
    this.scale = scale;
    this.changes = scale.rows() / 2;
    this.warmUp = scale.warmUpRows() / 2;
    this.own = OwnStream.recorded("here", MEMBERS, NAME + ".own", servers, FORMAT);
    // First, since stamps of one origin have to rise along what is merged.
    long first = 3L * changes;
    record("east", WARM_UP_EAST, first, first + warmUp - 1);
    record("west", WARM_UP_WEST, first + warmUp / 2, first + warmUp / 2 + warmUp - 1);
    record("east", EAST, 1, changes);
    record("west", west(0), changes + 1, 2L * changes);
    record("west", west(changes / 2), changes / 2 + 1, changes / 2 + changes);
  }

  private void record(String origin, String topic, long first, long last) throws Exception {
    RecordedChanges.of(origin, MEMBERS, first, last).recordTo(topic, servers, FORMAT);
  }

  private static String west(int conflicts) {
    return NAME + ".west-" + conflicts;
  }

  @Override
  public List<Variant> variants() {
    return List.of(
        new Variant("half-conflict", () -> measure("half", changes / 2)),
        new Variant("none-conflicts", () -> measure("none", 0)));
  }

  private Sample measure(String who, int conflicts) throws Exception {
    PostgresDatabase database = servers.target().create();
    try (Worker worker = servers.worker(NAME + "-" + who)) {
      own.deploy(worker, database, settings(database, WARM_UP_EAST + "," + WARM_UP_WEST));
      worker.awaitMessages(database, warmUp + warmUp / 2);
      worker.awaitCount(database, "anabranch.conflict", warmUp / 2);
      // While any is unresolved, each change is looked up, also where none is in conflict.
      database.execute("TRUNCATE anabranch.conflict");
      long warm = MergeTimes.lastMicros(database);
      CpuTimes before = CpuTimes.now(worker, servers.target());
      // The same connector anew, so that the JVM is as warm as for all others.
      worker.deploy("sink", settings(database, EAST + "," + west(conflicts)));
      worker.awaitMessages(database, warmUp + warmUp / 2 + 2L * changes - conflicts);
      worker.awaitCount(database, "anabranch.conflict", conflicts);
      double seconds =
          (MergeTimes.lastMicros(database) - MergeTimes.firstMicrosAfter(database, warm)) / 1e6;
      // What the first transaction brought is there when the time begins.
      Sample sample = Sample.of(ROWS_PER_SECOND, (2L * changes - scale.batchRows()) / seconds);
      return CpuTimes.now(worker, servers.target())
          .addTo(sample, before, 2L * changes)
          .and("conflicts", (double) Messages.number(database, CONFLICTS));
    } finally {
      servers.target().drop(database);
    }
  }

  private Map<String, String> settings(PostgresDatabase database, String topics) {
    Map<String, String> settings =
        new HashMap<>(Ours.sink("here", MEMBERS, database, own.with(topics)));
    settings.putAll(servers.converters(FORMAT));
    settings.put("consumer.override.max.poll.records", scale.pollRecords());
    return settings;
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(
        Comparison.atLeast(0.75, NAME, "half-conflict", "none-conflicts", ROWS_PER_SECOND));
  }

  @Override
  public List<String> settings() {
    return List.of(
        "%d changes of each of two regions in two topics, of which %d rows are written by both"
            .formatted(changes, changes / 2),
        "both warm up with %d changes of each, of which %d rows are written by both"
            .formatted(warmUp, warmUp / 2),
        "merge.strategy=" + Ours.MERGE + ", each conflict recorded with both versions");
  }
}
