package org.anabranch.transforms.encrypt;

import org.anabranch.keys.DataKeys;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;

/** Decrypts fields of records' rows. Safe for several threads. */
public final class StartedDecryption implements AutoCloseable {

  private final DataKeys keys;
  private final FieldCounts counts;
  private final RecordRewrite records;

  /** Takes the keys over; {@link #close} closes them. */
  public StartedDecryption(DecryptOptions options, DataKeys keys) {
    this.keys = keys;
    this.counts = new FieldCounts(options.of().fields(), RowDecryption.VERB);
    FieldOpener opener = new FieldOpener(keys, options);
    RowDecryption rows = new RowDecryption(options, opener, counts);
    this.records = new RecordRewrite(options.part(), options.of(), RowDecryption.VERB, rows);
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
