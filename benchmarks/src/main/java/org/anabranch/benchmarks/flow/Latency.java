package org.anabranch.benchmarks.flow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/** From the commit of one row's update in one database until the other one shows it. */
final class Latency implements Benchmark {

  static final String NAME = "latency";

  private static final int GAP_MILLIS = 10;
  private static final long SEED = 7;
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Servers servers;
  private final Scale scale;
  private final Replication.Tuning tuning;

  Latency(Servers servers, Scale scale) {
    this.servers = servers;
    this.scale = scale;
    this.tuning = Replication.Tuning.latency(Format.AVRO);
    servers.converters(tuning.format());
  }

  @Override
  public List<Variant> variants() {
    return Arrays.stream(Replication.values())
        .map(way -> new Variant(way.label(), () -> measure(way)))
        .toList();
  }

  private Sample measure(Replication way) throws Exception {
    PostgresDatabase from = servers.source().create();
    PostgresDatabase to = servers.target().create();
    try (RunningReplication running = way.start(servers, from, to, tuning)) {
      // What runs is compiled by then, as in a worker that has been up for a while.
      Messages.warmUp(from, scale.warmUpRows(), count -> running.awaitMessages(to, count));
      return measure(from, to, running.topic());
    } finally {
      servers.target().drop(to);
      servers.source().drop(from);
    }
  }

  private Sample measure(PostgresDatabase from, PostgresDatabase to, @Nullable String topic)
      throws Exception {
    long[] commits = new long[scale.updates()];
    if (topic == null) {
      return sample(time(from, to, commits));
    }
    try (SendTimes sends = new SendTimes(servers.broker(), topic)) {
      Sample sample = sample(time(from, to, commits));
      return sample.and("p50 ms until sent", percentile(sends.millisAfter(commits), 50));
    }
  }

  private static Sample sample(double[] millis) {
    return Sample.of("p50 ms", percentile(millis, 50))
        .and("p95 ms", percentile(millis, 95))
        .and("p99 ms", percentile(millis, 99));
  }

  /**
   * Of all updates but the first fifth, which warm up.
   *
   * @param commits is told when each was committed, in microseconds since the epoch
   */
  private double[] time(PostgresDatabase from, PostgresDatabase to, long[] commits)
      throws Exception {
    double[] millis = new double[scale.updates()];
    int warmUp = scale.updates() / 5;
    Random gaps = new Random(SEED);
    try (Connection writing = from.connect();
        Connection reading = to.connect();
        PreparedStatement update =
            writing.prepareStatement("UPDATE app.message SET tokens = ? WHERE id = 1");
        PreparedStatement query =
            reading.prepareStatement("SELECT tokens FROM app.message WHERE id = 1")) {
      for (int i = -warmUp; i < millis.length; i++) {
        int value = 1_000_000 + i;
        update.setInt(1, value);
        update.executeUpdate();
        long committed = System.nanoTime();
        long micros = Arrivals.nowMicros();
        awaitShown(query, value, committed);
        if (i >= 0) {
          millis[i] = (System.nanoTime() - committed) / 1e6;
          commits[i] = micros;
        }
        Thread.sleep(GAP_MILLIS + gaps.nextInt(GAP_MILLIS));
      }
    }
    return millis;
  }

  private static void awaitShown(PreparedStatement query, int value, long since)
      throws SQLException {
    while (System.nanoTime() - since < LOST_NANOS) {
      try (ResultSet row = query.executeQuery()) {
        if (row.next() && row.getInt(1) == value) {
          return;
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new AssertionError("An update did not arrive within a minute");
  }

  private static double percentile(double[] figures, int percent) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  @Override
  public List<Comparison> comparisons() {
    String ours = Replication.OURS.label();
    String debezium = Replication.DEBEZIUM.label();
    return List.of(
        Comparison.atMost(
            0.6, NAME + "/both-ways", Replication.OURS_BOTH_WAYS.label(), debezium, "p50 ms"),
        Comparison.atMost(0.6, NAME + "/p99", ours, debezium, "p99 ms"),
        Comparison.atMost(0.6, NAME, ours, debezium, "p50 ms"));
  }

  @Override
  public List<String> settings() {
    return List.of(
        "%d updates of one row, %d to %d ms apart, one at a time, after %d rows and %d updates to warm up"
            .formatted(
                scale.updates(),
                GAP_MILLIS,
                2 * GAP_MILLIS,
                scale.warmUpRows(),
                scale.updates() / 5),
        "records in "
            + tuning.format()
            + ", "
            + tuning.capture()
            + ", "
            + TunedSettings.consumer());
  }
}
