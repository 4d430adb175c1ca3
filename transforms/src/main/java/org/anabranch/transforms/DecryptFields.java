package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.transforms.encrypt.DecryptOptions;
import org.anabranch.transforms.encrypt.StartedFields;
import org.anabranch.transforms.rows.RecordPart;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;

/**
 * Decrypts fields of rows that {@link EncryptFields} encrypted, wherever they went since. Of which
 * type they were, their ciphertexts say. What is no row passes as it is, and so does NULL. Records
 * and what they hold are never altered, but copied. Safe for several threads.
 *
 * <p>It fails closed: a record is refused ({@link org.apache.kafka.connect.errors.DataException})
 * that was encrypted for another place, or altered. A field whose key was destroyed is NULL, or a
 * marker. No message tells a value.
 */
public abstract class DecryptFields<R extends ConnectRecord<R>> extends KeyedFields<R> {

  private final RecordPart part;
  private final KeyOpening keys;

  private DecryptFields(RecordPart part, KeyOpening keys) {
    this.part = part;
    this.keys = keys;
  }

  @Override
  ConfigDef options() {
    return DecryptOptions.definition();
  }

  @Override
  StartedFields started(AbstractConfig config, Map<String, ?> configuration) {
    // What is wrong is found before anything is opened.
    DecryptOptions options = DecryptOptions.of(config, part);
    return StartedFields.decryption(options, keys.open(configuration, false));
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
