package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.transforms.encrypt.EncryptOptions;
import org.anabranch.transforms.encrypt.StartedFields;
import org.anabranch.transforms.rows.RecordPart;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;

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
public abstract class EncryptFields<R extends ConnectRecord<R>> extends KeyedFields<R> {

  private final RecordPart part;
  private final KeyOpening keys;

  private EncryptFields(RecordPart part, KeyOpening keys) {
    this.part = part;
    this.keys = keys;
  }

  @Override
  ConfigDef options() {
    return EncryptOptions.definition();
  }

  @Override
  StartedFields started(AbstractConfig config, Map<String, ?> configuration) {
    // What is wrong is found before anything is opened.
    EncryptOptions options = EncryptOptions.of(config, part);
    return StartedFields.encryption(options, keys.open(configuration, true));
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
