package org.anabranch.benchmarks.flow;

import static org.anabranch.benchmarks.flow.Sample.ROWS_PER_SECOND;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.anabranch.testkit.servers.PostgresDatabase;

/** One transaction of many rows in one database, until the other one has them all. */
final class PipelineThroughput implements Benchmark {

  static final String NAME = "pipeline-throughput";

  private final Servers servers;
  private final Scale scale;
  private final Replication.Tuning tuning;

  PipelineThroughput(Servers servers, Scale scale) {
    this.servers = servers;
    this.scale = scale;
    this.tuning = Replication.Tuning.throughput(Format.AVRO);
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
      Messages.warmUp(from, scale.warmUpRows(), count -> running.awaitMessages(to, count));
      Messages.insert(from, scale.warmUpRows() + 1, scale.allRows());
      long end = way.keepsCommitTimes() ? seen(to) : 0;
      running.awaitMessages(to, scale.allRows());
      end = end == 0 ? Arrivals.in(to).lastMicros() : end;
      return Sample.of(
          ROWS_PER_SECOND, scale.rows() * 1e6 / (end - Arrivals.in(from).lastMicros()));
    } finally {
      servers.target().drop(to);
      servers.source().drop(from);
    }
  }

  /** When the last message was first seen; all are committed together. */
  private long seen(PostgresDatabase database) throws SQLException, InterruptedException {
    try (Connection connection = database.connect();
        PreparedStatement query =
            connection.prepareStatement("SELECT 1 FROM app.message WHERE id = ?")) {
      query.setLong(1, scale.allRows());
      while (true) {
        try (ResultSet row = query.executeQuery()) {
          if (row.next()) {
            return Arrivals.nowMicros();
          }
        }
        Thread.sleep(2);
      }
    }
  }

  @Override
  public List<Comparison> comparisons() {
    String ours = Replication.OURS.label();
    return List.of(
        Comparison.atLeast(
            2.5,
            NAME + "/both-ways",
            Replication.OURS_BOTH_WAYS.label(),
            Replication.DEBEZIUM.label(),
            ROWS_PER_SECOND),
        Comparison.atLeast(
            0.35, NAME + "/native", ours, Replication.NATIVE.label(), ROWS_PER_SECOND),
        Comparison.atLeast(2.5, NAME, ours, Replication.DEBEZIUM.label(), ROWS_PER_SECOND));
  }

  @Override
  public List<String> settings() {
    return List.of(
        "one INSERT of %d rows in A, from its commit until B has committed them all, after %d to warm up"
            .formatted(scale.rows(), scale.warmUpRows()),
        "records in " + tuning.format() + ", " + tuning.capture() + ", " + TunedSettings.consumer(),
        "ours: merge.strategy=" + Ours.MERGE + "; both-ways: both databases captured and merged",
        "native: CREATE SUBSCRIPTION with the defaults");
  }
}
