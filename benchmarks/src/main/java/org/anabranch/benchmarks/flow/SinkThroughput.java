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

  private final Servers servers;
  private final Scale scale;
  private final Format format;
  private final String name;
  private final String topic;

  SinkThroughput(Servers servers, Scale scale, Format format) throws Exception {
    this.servers = servers;
    this.scale = scale;
    this.format = format;
    this.name = "sink-throughput-" + format.name().toLowerCase(Locale.ROOT);
    this.topic = name + ".recorded";
    RecordedChanges.of(CAPTURED, MEMBERS, 1, scale.allRows()).recordTo(topic, servers, format);
    RecordedChanges.recordEmpty(MERGED, MEMBERS, ownTopic(), servers, format);
  }

  private String ownTopic() {
    return topic + ".own";
  }

  @Override
  public List<Variant> variants() {
    return List.of(
        new Variant(
            "ours",
            () ->
                measure(
                    "ours",
                    database -> Ours.sink(MERGED, MEMBERS, database, topic + "," + ownTopic()))),
        new Variant(
            "debezium-jdbc", () -> measure("peer", database -> Peers.sink(database, topic))));
  }

  private Sample measure(String who, SinkSettings sink) throws Exception {
    PostgresDatabase database = servers.target().create();
    try (Worker worker = servers.worker(name + "-" + who)) {
      Map<String, String> settings = new HashMap<>(sink.into(database));
      settings.putAll(servers.converters(format));
      settings.put("consumer.override.max.poll.records", scale.pollRecords());
      worker.deploy("sink", settings);
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

  private interface SinkSettings {
    Map<String, String> into(PostgresDatabase database);
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
            .formatted(Peers.BATCH_ROWS));
  }
}
