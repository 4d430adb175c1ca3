package org.anabranch.benchmarks.flow;

import java.util.LinkedHashMap;
import java.util.Map;

/** The benchmarks by name. */
final class Catalogue {

  /** Prepares a benchmark on these servers. */
  @FunctionalInterface
  interface Preparation {
    Benchmark prepare(Servers servers, Scale scale) throws Exception;
  }

  /**
   * An entry of the catalogue.
   *
   * @param about what is measured
   */
  record Entry(String about, Preparation preparation) {}

  static final Map<String, Entry> ENTRIES = entries();

  private Catalogue() {}

  private static Map<String, Entry> entries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    entries.put(
        "sink-throughput-json",
        new Entry(
            "a full topic of JSON with schemas into Postgres: our merge and Debezium's JDBC sink",
            (servers, scale) -> new SinkThroughput(servers, scale, Format.JSON)));
    entries.put(
        "sink-throughput-avro",
        new Entry(
            "the same in Avro",
            (servers, scale) -> new SinkThroughput(servers, scale, Format.AVRO)));
    entries.put(
        PipelineThroughput.NAME,
        new Entry(
            "a large insert until the other database has it: ours, Debezium's two, Postgres' own",
            PipelineThroughput::new));
    entries.put(
        Latency.NAME,
        new Entry("single updates until the other database shows them: the same", Latency::new));
    entries.put(
        ConflictThroughput.NAME,
        new Entry(
            "our sink, with half of the records in conflict and with none",
            ConflictThroughput::new));
    entries.put(
        Growth.NAME, new Entry("our sink, with more and more keys merged already", Growth::new));
    entries.put(
        CaptureOverhead.NAME,
        new Entry("our capture beside Debezium's connector alone", CaptureOverhead::new));
    return entries;
  }
}
