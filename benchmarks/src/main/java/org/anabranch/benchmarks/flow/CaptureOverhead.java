package org.anabranch.benchmarks.flow;

import static org.anabranch.benchmarks.flow.Sample.ROWS_PER_SECOND;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.testkit.servers.PostgresDatabase;

/**
 * Our capture, which wraps Debezium's connector, beside that connector alone. They differ by less
 * than the speed of a machine does from one minute to the next, so both are up at once and take
 * turns of seconds: one rests while the other is measured. Each has a Postgres server of its own,
 * since who decodes a server's log reads what is for others as well.
 */
final class CaptureOverhead implements Benchmark {

  static final String NAME = "capture-overhead";

  private static final String WRAPPED = "wrapped";
  private static final String BARE = "bare";
  private static final Format FORMAT = Format.AVRO;

  /**
   * So many times as many rows as elsewhere: where little is done for a row, the compiler is at
   * work for more of them.
   */
  private static final int WARM_UPS = 2;

  private static final int TURNS = 4;

  private final Servers servers;
  private final Scale scale;
  private final int warmUp;
  private final Map<String, Sample> taken = new HashMap<>();
  private int rounds;

  CaptureOverhead(Servers servers, Scale scale) {
    this.servers = servers;
    this.scale = scale;
    this.warmUp = WARM_UPS * scale.warmUpRows();
    servers.converters(FORMAT);
  }

  @Override
  public List<Variant> variants() {
    return List.of(
        new Variant(WRAPPED, () -> measured(WRAPPED)), new Variant(BARE, () -> measured(BARE)));
  }

  /** The first of a round measures both. */
  private Sample measured(String who) throws Exception {
    if (!taken.containsKey(who)) {
      round();
    }
    return Objects.requireNonNull(taken.remove(who));
  }

  private void round() throws Exception {
    boolean even = ++rounds % 2 == 0;
    Databases forWrapped = even ? servers.target() : servers.source();
    Databases forBare = even ? servers.source() : servers.target();
    try (MeasuredCapture wrapped = capture(WRAPPED, forWrapped);
        MeasuredCapture bare = capture(BARE, forBare)) {
      wrapped.warmUp(warmUp);
      bare.warmUp(warmUp);
      for (int turn = 0; turn < TURNS; turn++) {
        boolean first = even == (turn % 2 == 0);
        (first ? bare : wrapped).measure(scale.rows());
        (first ? wrapped : bare).measure(scale.rows());
      }
      taken.put(WRAPPED, wrapped.sample());
      taken.put(BARE, bare.sample());
    }
  }

  private MeasuredCapture capture(String who, Databases server) throws Exception {
    PostgresDatabase database = server.create();
    String prefix = who + "-" + database.name();
    TopicSize size = new TopicSize(servers.broker(), prefix + "." + Messages.TABLE);
    servers.broker().createTopic(size.topic(), Ours.LANES);
    Map<String, String> settings =
        new HashMap<>(
            who.equals(WRAPPED)
                ? Ours.capture("here", List.of("here", "there"), database)
                : Peers.capture(prefix, database));
    settings.put("topic.prefix", prefix);
    settings.put("producer.override.linger.ms", "5");
    settings.putAll(servers.converters(FORMAT));
    return new MeasuredCapture(server, database, size, servers.worker(NAME + "-" + who), settings);
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(
        Comparison.atMost(1 / 0.93, NAME + "/cpu", WRAPPED, BARE, MeasuredCapture.CPU),
        Comparison.atLeast(0.93, NAME, WRAPPED, BARE, ROWS_PER_SECOND));
  }

  @Override
  public List<String> settings() {
    return List.of(
        "%d INSERTs of %d rows, each from its commit until Kafka has their changes, after %d to warm up"
            .formatted(TURNS, scale.rows(), warmUp),
        "both: up at once and measured in turns, each on a Postgres server of its own; records in "
            + FORMAT
            + ", linger.ms=5, batches and queue as in the other benchmarks",
        "wrapped: stamped, with causal contexts, dealt into " + Ours.LANES + " lanes");
  }
}
