package org.anabranch.transforms;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.transforms.expiry.Expirations;
import org.anabranch.transforms.expiry.ExpiryOptions;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rows that have expired out of a region: sessions, cached answers, whatever is worth nothing
 * after a while. It belongs into sink connectors, for the changes of other regions
 * (docs/operations/expiry.md).
 *
 * <p>There is none for keys: when a row expires is in the row.
 */
public final class ExpireContext {

  private ExpireContext() {}

  /**
   * Judges a record by its row, its headers and when it was committed.
   *
   * <p>A change whose row has expired leaves a stub, so that a merge sink knows of it and removes
   * the row that it has; a row of a first snapshot leaves nothing; an expired record that no
   * capture of ours stamped is dropped, or passes. All else passes as it is: deletes, truncates,
   * marks, stubs and what is no row. No message tells a value.
   */
  public static final class Value<R extends ConnectRecord<R>>
      implements Transformation<R>, Monitorable {

    private final Clock clock;
    private @Nullable Expirations started;

    public Value() {
      this(Clock.systemUTC());
    }

    Value(Clock clock) {
      this.clock = clock;
    }

    @Override
    public ConfigDef config() {
      return ExpiryOptions.definition();
    }

    @Override
    public void configure(Map<String, ?> configuration) {
      started = new Expirations(ExpiryOptions.of(configuration), clock);
    }

    @Override
    public void withPluginMetrics(PluginMetrics metrics) {
      Gauge<Long> total = (config, now) -> running().expiredTotal();
      metrics.addMetric(
          metrics.metricName(
              "expired-total", "Records whose row had expired", new LinkedHashMap<>()),
          total);
    }

    @Override
    @SuppressWarnings("NullAway") // a transform that answers null drops the record
    public @Nullable R apply(R record) {
      return running().apply(record);
    }

    private Expirations running() {
      return Objects.requireNonNull(started, "configure() comes first");
    }

    @Override
    public String version() {
      return PluginVersion.of(ExpireContext.class);
    }

    @Override
    public void close() {}
  }
}
