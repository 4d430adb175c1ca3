package org.anabranch.transforms.encrypt;

import org.anabranch.keys.DataKeys;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;

/** Encrypts or decrypts fields of records' rows. Safe for several threads. */
public final class StartedFields implements StartedTransform {

  private final DataKeys keys;
  private final FieldCounts counts;
  private final RecordRewrite records;

  private StartedFields(DataKeys keys, FieldCounts counts, RecordRewrite records) {
    this.keys = keys;
    this.counts = counts;
    this.records = records;
  }

  /** Encrypts. Takes the keys over; {@link #close} closes them. */
  public static StartedFields encryption(EncryptOptions options, DataKeys keys) {
    FieldCounts counts = new FieldCounts(options.of().fields(), RowEncryption.VERB);
    RowEncryption rows = new RowEncryption(options, new FieldSealer(keys, options), counts);
    return new StartedFields(
        keys, counts, new RecordRewrite(options.part(), options.of(), RowEncryption.VERB, rows));
  }

  /** Decrypts. Takes the keys over; {@link #close} closes them. */
  public static StartedFields decryption(DecryptOptions options, DataKeys keys) {
    FieldCounts counts = new FieldCounts(options.of().fields(), RowDecryption.VERB);
    RowDecryption rows = new RowDecryption(options, new FieldOpener(keys, options), counts);
    return new StartedFields(
        keys, counts, new RecordRewrite(options.part(), options.of(), RowDecryption.VERB, rows));
  }

  /**
   * The record as it goes.
   *
   * @throws org.apache.kafka.connect.errors.DataException where it may not; names its place, and no
   *     value
   * @throws org.apache.kafka.connect.errors.ConnectException where keys cannot be had
   */
  @Override
  public <R extends ConnectRecord<R>> R apply(R record) {
    return records.of(record);
  }

  @Override
  public void publish(PluginMetrics metrics) {
    counts.publish(metrics, keys);
  }

  @Override
  public void close() {
    keys.close();
  }
}
