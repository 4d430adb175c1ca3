package org.anabranch.benchmarks.flow;

import static org.anabranch.benchmarks.flow.Sample.ROWS_PER_SECOND;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;

/**
 * The same new rows into databases in which more and more keys are merged already and none is
 * forgotten, which is the worst that can be: each has a version row.
 */
final class Growth implements Benchmark {

  static final String NAME = "growth";

  private static final Format FORMAT = Format.AVRO;
  private static final List<String> MEMBERS = List.of("here", "there");
  private static final int HEAP_MEBIBYTES = 512;
  private static final String SEED = NAME + ".seed";
  private static final String NEW = NAME + ".new";
  private static final String HEAP = "live heap MB";

  private final Servers servers;
  private final Scale scale;
  private final OwnStream own;

  /** Fewer than elsewhere, since they are merged into what is to hold few. */
  private final int warmUp;

  private final Map<Integer, MergedKeys> merged = new HashMap<>();

  Growth(Servers servers, Scale scale) throws Exception {
    this.servers = servers;
    this.scale = scale;
    this.warmUp = Math.min(scale.warmUpRows(), scale.rows());
    own = OwnStream.recorded("here", MEMBERS, NAME + ".own", servers, FORMAT);
    record(SEED, MergedKeys.OLD_ID, MergedKeys.SEEDS);
    record(NEW, MergedKeys.newId(scale.keys()), warmUp + scale.rows());
    for (int keys : sizes()) {
      merged.put(keys, seeded(keys));
    }
  }

  private List<Integer> sizes() {
    return List.of(
        Math.max(scale.keys() / 1_000, MergedKeys.SEEDS), scale.keys() / 10, scale.keys());
  }

  private void record(String topic, String id, int changes) throws Exception {
    new RecordedChanges("there", MEMBERS, id, 1, changes).recordTo(topic, servers, FORMAT);
  }

  /** The first keys are merged by the sink; the others are made like them. */
  private MergedKeys seeded(int keys) throws Exception {
    PostgresDatabase database = servers.target().create();
    try (Worker worker = servers.worker(NAME + "-seed", HEAP_MEBIBYTES)) {
      own.deploy(worker, database, settings(database, SEED));
      worker.awaitMessages(database, MergedKeys.SEEDS);
    }
    return MergedKeys.fill(database, keys);
  }

  private Map<String, String> settings(PostgresDatabase database, String topic) {
    Map<String, String> settings =
        new HashMap<>(Ours.sink("here", MEMBERS, database, own.with(topic)));
    settings.putAll(servers.converters(FORMAT));
    settings.put("consumer.override.max.poll.records", scale.pollRecords());
    return settings;
  }

  @Override
  public List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    merged.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> variants.add(variant(each.getKey(), each.getValue())));
    return variants;
  }

  private Variant variant(int keys, MergedKeys filled) {
    return new Variant(label(keys), () -> measure(filled));
  }

  private static String label(int keys) {
    return keys + "-keys";
  }

  private Sample measure(MergedKeys filled) throws Exception {
    long before = filled.inserted();
    try (Worker worker = servers.worker(NAME, HEAP_MEBIBYTES)) {
      own.deploy(worker, filled.database(), settings(filled.database(), NEW));
      filled.awaitMerged(before, warmUp + scale.rows(), worker);
      return Sample.of(ROWS_PER_SECOND, filled.arrivals().rowsPerSecondAfter(warmUp))
          .and(HEAP, worker.liveHeapMebibytes());
    } finally {
      filled.forgetNew();
    }
  }

  @Override
  public List<Comparison> comparisons() {
    String few = label(sizes().get(0));
    String many = label(sizes().get(2));
    return List.of(
        Comparison.atMost(1.5, NAME + "/heap", many, few, HEAP),
        // The cost per row at the most keys, by that at the fewest.
        Comparison.atMost(1.3, NAME, few, many, ROWS_PER_SECOND));
  }

  @Override
  public List<String> settings() {
    return List.of(
        "%d new rows, spread over the ids of the largest, after %d to warm up; the worker's heap is at most %d MB"
            .formatted(scale.rows(), warmUp, HEAP_MEBIBYTES),
        "all keys that are merged have a version row, in its index at random; the first %d were merged, the others filled in like them"
            .formatted(MergedKeys.SEEDS));
  }

  @Override
  public void close() {
    merged.values().forEach(each -> servers.target().drop(each.database()));
  }
}
