package org.anabranch.transforms;

import java.util.Map;
import java.util.Objects;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.transforms.filter.GeoFilterOptions;
import org.anabranch.transforms.filter.StartedGeoFilter;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Decides by a policy what may go to another region, record by record and field by field. It
 * belongs between regions, on the side of the origin: in MirrorMaker's source connector, so that
 * nothing crosses first, or in any other source connector that feeds another region one way.
 *
 * <p>There is none for keys: a key that goes without its value tells as much as with it, and a row
 * is one decision.
 */
public final class GeoFilter {

  private GeoFilter() {}

  /**
   * Judges a record by its value, key and headers.
   *
   * <p>What may go as it is goes as it is, byte for byte. A change that may not go leaves a stub
   * where a capture of ours named it, and nothing else. A change of which fields may not go goes
   * without them, or with them masked or encrypted, and its header names the columns. What is no
   * row passes: truncates, heartbeats, schema changes, transaction metadata, logical messages. What
   * cannot be judged does not go on. No message tells a value.
   */
  public static final class Value<R extends ConnectRecord<R>>
      implements Transformation<R>, Monitorable {

    private final KeyOpening keys;
    private @Nullable StartedGeoFilter started;

    public Value() {
      this(KeyOptions::open);
    }

    Value(KeyOpening keys) {
      this.keys = keys;
    }

    @Override
    public ConfigDef config() {
      return GeoFilterOptions.definition();
    }

    @Override
    public void configure(Map<String, ?> configuration) {
      started =
          StartedGeoFilter.start(
              GeoFilterOptions.of(configuration), named -> keys.open(named, true));
    }

    @Override
    public void withPluginMetrics(PluginMetrics metrics) {
      running().publish(metrics);
    }

    @Override
    @SuppressWarnings("NullAway") // a transform that answers null drops the record
    public @Nullable R apply(R record) {
      return running().apply(record);
    }

    private StartedGeoFilter running() {
      return Objects.requireNonNull(started, "configure() comes first");
    }

    @Override
    public String version() {
      return PluginVersion.of(GeoFilter.class);
    }

    @Override
    public void close() {
      if (started != null) {
        started.close();
      }
    }
  }
}
