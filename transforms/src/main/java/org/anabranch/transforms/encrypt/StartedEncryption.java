package org.anabranch.transforms.encrypt;

import org.anabranch.keys.DataKeys;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;

/** Encrypts fields of records' rows. Safe for several threads. */
public final class StartedEncryption implements AutoCloseable {

  private final DataKeys keys;
  private final FieldCounts counts;
  private final RecordRewrite records;

  /** Takes the keys over; {@link #close} closes them. */
  public StartedEncryption(EncryptOptions options, DataKeys keys) {
    this.keys = keys;
    this.counts = new FieldCounts(options.of().fields(), RowEncryption.VERB);
    FieldSealer sealer = new FieldSealer(keys, options);
    RowEncryption rows = new RowEncryption(options, sealer, counts);
    this.records = new RecordRewrite(options.part(), options.of(), RowEncryption.VERB, rows);
  }

  /**
   * The record as it goes.
   *
   * @throws org.apache.kafka.connect.errors.DataException where it may not; names its place, and no
   *     value
   * @throws org.apache.kafka.connect.errors.ConnectException where keys cannot be had
   */
  public <R extends ConnectRecord<R>> R apply(R record) {
    return records.of(record);
  }

  /** Publishes what is counted; called once, when Connect offers it. */
  public void publish(PluginMetrics metrics) {
    counts.publish(metrics, keys);
  }

  @Override
  public void close() {
    keys.close();
  }
}
