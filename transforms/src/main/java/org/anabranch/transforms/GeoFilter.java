package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.transforms.filter.GeoFilterOptions;
import org.anabranch.transforms.filter.StartedGeoFilter;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.TransformShell;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;

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
  public static final class Value<R extends ConnectRecord<R>> extends TransformShell<R> {

    private final KeyOpening keys;

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
    protected StartedTransform start(Map<String, ?> configuration) {
      return StartedGeoFilter.start(
          GeoFilterOptions.of(configuration), named -> keys.open(named, true));
    }
  }
}
