package org.anabranch.transforms;

import java.util.Map;
import java.util.Objects;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.transforms.encrypt.DecryptOptions;
import org.anabranch.transforms.encrypt.RecordPart;
import org.anabranch.transforms.encrypt.StartedDecryption;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts fields of rows that {@link EncryptFields} encrypted, wherever they went since. Of which
 * type they were, their ciphertexts say. What is no row passes as it is, and so does NULL. Records
 * and what they hold are never altered, but copied. Safe for several threads.
 *
 * <p>It fails closed: a record is refused ({@link org.apache.kafka.connect.errors.DataException})
 * that was encrypted for another place, or altered. A field whose key was destroyed is NULL, or a
 * marker. No message tells a value.
 */
public abstract class DecryptFields<R extends ConnectRecord<R>>
    implements Transformation<R>, Monitorable {

  private final RecordPart part;
  private final KeyOpening keys;
  private @Nullable StartedDecryption started;

  private DecryptFields(RecordPart part, KeyOpening keys) {
    this.part = part;
    this.keys = keys;
  }

  @Override
  public ConfigDef config() {
    return KeyOptions.define(DecryptOptions.definition());
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(config(), configuration, false);
    DecryptOptions options = DecryptOptions.of(config, part);
    DataKeys opened = keys.open(configuration, false);
    started = new StartedDecryption(options, opened);
  }

  @Override
  public void withPluginMetrics(PluginMetrics metrics) {
    running().publish(metrics);
  }

  @Override
  public R apply(R record) {
    return running().apply(record);
  }

  private StartedDecryption running() {
    return Objects.requireNonNull(started, "configure() comes first");
  }

  @Override
  public String version() {
    return PluginVersion.of(DecryptFields.class);
  }

  @Override
  public void close() {
    if (started != null) {
      started.close();
    }
  }

  /** Of records' keys. */
  public static final class Key<R extends ConnectRecord<R>> extends DecryptFields<R> {

    public Key() {
      this(KeyOptions::open);
    }

    Key(KeyOpening keys) {
      super(RecordPart.KEY, keys);
    }
  }

  /** Of records' values. Where they are bound to the key, it comes after that of keys. */
  public static final class Value<R extends ConnectRecord<R>> extends DecryptFields<R> {

    public Value() {
      this(KeyOptions::open);
    }

    Value(KeyOpening keys) {
      super(RecordPart.VALUE, keys);
    }
  }
}
