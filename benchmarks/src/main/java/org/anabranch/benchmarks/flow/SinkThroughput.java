package org.anabranch.benchmarks.flow;

import static org.anabranch.benchmarks.flow.Sample.ROWS_PER_SECOND;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;

/** One topic that is full already, into Postgres by our merge and by Debezium's JDBC sink. */
final class SinkThroughput implements Benchmark {

  static final List<String> MEMBERS = List.of("here", "there");
  private static final String CAPTURED = "there";
  private static final String MERGED = "here";

  /** As often as little costs: what is dropped is gone in seconds. */
  private static final long LOOK_MILLIS = 50;

  private final Servers servers;
  private final Scale scale;
  private final Format format;
  private final String name;
  private final String topic;
  private final OwnStream own;

  SinkThroughput(Servers servers, Scale scale, Format format) throws Exception {
    this.servers = servers;
    this.scale = scale;
    this.format = format;
    this.name = "sink-throughput-" + format.name().toLowerCase(Locale.ROOT);
    this.topic = name + ".recorded";
    RecordedChanges.of(CAPTURED, MEMBERS, 1, scale.allRows()).recordTo(topic, servers, format);
    this.own = OwnStream.recorded(MERGED, MEMBERS, topic + ".own", servers, format);
  }

  @Override
  public List<Variant> variants() {
    return List.of(
        new Variant("ours", () -> measure("ours", this::deployOurs)),
        new Variant(
            "debezium-jdbc",
            () ->
                measure(
                    "peer",
                    (worker, database) ->
                        worker.deploy("sink", withFormat(Peers.sink(database, topic))))),
        new Variant("connect-alone", this::measureIdle));
  }

  /** What no sink can be quicker than: records are read, converted and dropped. */
  private Sample measureIdle() throws Exception {
    try (Worker worker = servers.worker(name + "-idle")) {
      worker.deploy("sink", withFormat(IdleSink.settings(topic)));
      long warm = awaitDropped(worker, scale.warmUpRows());
      CpuTimes before = CpuTimes.now(worker, servers.target());
      long start = System.nanoTime();
      long rows = awaitDropped(worker, scale.allRows()) - warm;
      double seconds = (System.nanoTime() - start) / 1e9;
      Sample sample = Sample.of(ROWS_PER_SECOND, rows / seconds);
      return CpuTimes.now(worker, servers.target()).addTo(sample, before, rows);
    }
  }

  private long awaitDropped(Worker worker, long records) throws Exception {
    String connector = worker.name() + "-sink";
    return worker.await(
        "The number of dropped records",
        () -> IdleSink.dropped(servers.broker(), connector),
        records,
        LOOK_MILLIS);
  }

  private Sample measure(String who, Deployment sink) throws Exception {
    PostgresDatabase database = servers.target().create();
    try (Worker worker = servers.worker(name + "-" + who)) {
      sink.deploy(worker, database);
      worker.awaitMessages(database, scale.warmUpRows());
      long warm = Messages.count(database);
      CpuTimes before = CpuTimes.now(worker, servers.target());
      worker.awaitMessages(database, scale.allRows());
      Sample sample =
          Sample.of(ROWS_PER_SECOND, Arrivals.in(database).rowsPerSecondAfter(scale.warmUpRows()));
      return CpuTimes.now(worker, servers.target()).addTo(sample, before, scale.allRows() - warm);
    } finally {
      servers.target().drop(database);
    }
  }

  private Map<String, String> withFormat(Map<String, String> sink) {
    Map<String, String> settings = new HashMap<>(sink);
    settings.putAll(servers.converters(format));
    settings.put("consumer.override.max.poll.records", scale.pollRecords());
    return settings;
  }

  private interface Deployment {
    void deploy(Worker worker, PostgresDatabase database) throws Exception;
  }

  private void deployOurs(Worker worker, PostgresDatabase database) throws Exception {
    Map<String, String> sink = Ours.sink(MERGED, MEMBERS, database, own.with(topic));
    own.deploy(worker, database, withFormat(sink));
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(
        Comparison.atLeast(
            format == Format.AVRO ? 4 : 2, name, "ours", "debezium-jdbc", ROWS_PER_SECOND));
  }

  @Override
  public List<String> settings() {
    return List.of(
        "%d rows after %d to warm up, in one topic of %d partitions, captured beforehand"
            .formatted(scale.rows(), scale.warmUpRows(), Ours.LANES),
        "both: " + servers.converters(format) + ", " + TunedSettings.consumer(),
        "ours: merge.strategy=" + Ours.MERGE + ", conflict table on, every change versioned",
        "debezium-jdbc: insert.mode=upsert, batch.size=%d, use.reduction.buffer, unnest, reWriteBatchedInserts"
            .formatted(Peers.BATCH_ROWS),
        "connect-alone: a sink that drops what it is given; no peer, but what none can be quicker than");
  }
}
