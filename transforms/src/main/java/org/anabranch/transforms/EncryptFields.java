package org.anabranch.transforms;

import java.util.Map;
import java.util.Objects;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.transforms.encrypt.EncryptOptions;
import org.anabranch.transforms.encrypt.RecordPart;
import org.anabranch.transforms.encrypt.StartedEncryption;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts fields of rows, at any depth and of any type, in Debezium's envelopes and in plain
 * records, with a schema and without. What is no row passes as it is: tombstones, truncates,
 * heartbeats, schema changes, transaction metadata, logical messages. NULL stays NULL. Records and
 * what they hold are never altered, but copied. Safe for several threads.
 *
 * <p>It fails closed: a record is refused ({@link org.apache.kafka.connect.errors.DataException})
 * in which a path leads nowhere or to a value that cannot be encrypted, and nothing of it leaves.
 * No message tells a value.
 */
public abstract class EncryptFields<R extends ConnectRecord<R>>
    implements Transformation<R>, Monitorable {

  private final RecordPart part;
  private final KeyOpening keys;
  private @Nullable StartedEncryption started;

  private EncryptFields(RecordPart part, KeyOpening keys) {
    this.part = part;
    this.keys = keys;
  }

  @Override
  public ConfigDef config() {
    return KeyOptions.define(EncryptOptions.definition());
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(config(), configuration, false);
    EncryptOptions options = EncryptOptions.of(config, part);
    DataKeys opened = keys.open(configuration, true);
    started = new StartedEncryption(options, opened);
  }

  @Override
  public void withPluginMetrics(PluginMetrics metrics) {
    running().publish(metrics);
  }

  @Override
  public R apply(R record) {
    return running().apply(record);
  }

  private StartedEncryption running() {
    return Objects.requireNonNull(started, "configure() comes first");
  }

  @Override
  public String version() {
    return PluginVersion.of(EncryptFields.class);
  }

  @Override
  public void close() {
    if (started != null) {
      started.close();
    }
  }

  /** Of records' keys, deterministically, so that equal keys stay equal. */
  public static final class Key<R extends ConnectRecord<R>> extends EncryptFields<R> {

    public Key() {
      this(KeyOptions::open);
    }

    Key(KeyOpening keys) {
      super(RecordPart.KEY, keys);
    }
  }

  /** Of records' values. Where they are bound to the key, it comes before that of keys. */
  public static final class Value<R extends ConnectRecord<R>> extends EncryptFields<R> {

    public Value() {
      this(KeyOptions::open);
    }

    Value(KeyOpening keys) {
      super(RecordPart.VALUE, keys);
    }
  }
}
