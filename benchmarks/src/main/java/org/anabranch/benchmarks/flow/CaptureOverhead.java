package org.anabranch.benchmarks.flow;

import static org.anabranch.benchmarks.flow.Sample.ROWS_PER_SECOND;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;

/** Our capture, which wraps Debezium's connector, beside that connector alone. */
final class CaptureOverhead implements Benchmark {

  static final String NAME = "capture-overhead";

  private static final Format FORMAT = Format.AVRO;

  private final Servers servers;
  private final Scale scale;

  CaptureOverhead(Servers servers, Scale scale) {
    this.servers = servers;
    this.scale = scale;
    servers.converters(FORMAT);
  }

  @Override
  public List<Variant> variants() {
    return List.of(
        new Variant("wrapped", () -> measure("wrapped", true)),
        new Variant("bare", () -> measure("bare", false)));
  }

  private Sample measure(String who, boolean wrapped) throws Exception {
    PostgresDatabase database = servers.source().create();
    String prefix = who + "-" + database.name();
    String topic = prefix + "." + Messages.TABLE;
    servers.broker().createTopic(topic, Ours.LANES);
    try (Worker worker = servers.worker(NAME + "-" + who)) {
      Map<String, String> settings =
          new HashMap<>(
              wrapped
                  ? Ours.capture("here", List.of("here", "there"), database)
                  : Peers.capture(prefix, database));
      settings.put("topic.prefix", prefix);
      settings.put("producer.override.linger.ms", "5");
      settings.putAll(servers.converters(FORMAT));
      worker.deploy("capture", settings);
      TopicSize size = new TopicSize(servers.broker(), topic);
      Messages.warmUp(database, scale.warmUpRows(), count -> size.await(count, worker));
      long before = size.settled(scale.warmUpRows(), worker);
      double cpuBefore = worker.cpuSeconds();
      Messages.insert(database, scale.warmUpRows() + 1, scale.allRows());
      long start = System.nanoTime();
      size.await(before + scale.rows(), worker);
      double seconds = (System.nanoTime() - start) / 1e9;
      return Sample.of(ROWS_PER_SECOND, scale.rows() / seconds)
          .and("cpu us/row", 1e6 * (worker.cpuSeconds() - cpuBefore) / scale.rows());
    } finally {
      servers.source().drop(database);
    }
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(
        Comparison.atMost(1 / 0.93, NAME + "/cpu", "wrapped", "bare", "cpu us/row"),
        Comparison.atLeast(0.93, NAME, "wrapped", "bare", ROWS_PER_SECOND));
  }

  @Override
  public List<String> settings() {
    return List.of(
        "one INSERT of %d rows, from its commit until Kafka has their changes, after %d to warm up"
            .formatted(scale.rows(), scale.warmUpRows()),
        "both: records in "
            + FORMAT
            + ", linger.ms=5, batches and queue as in the other benchmarks",
        "wrapped: stamped, with causal contexts, dealt into " + Ours.LANES + " lanes");
  }
}
