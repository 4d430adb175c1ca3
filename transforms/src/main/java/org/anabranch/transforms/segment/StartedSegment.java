package org.anabranch.transforms.segment;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.ManifestHeader;
import org.anabranch.transforms.filter.RecordConverters;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.Totals;
import org.anabranch.transforms.rows.StandIn;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Headers;

/**
 * Puts values elsewhere that are too large for their topic, and something that stands for them in
 * their place. Safe for several threads as far as the converters are.
 */
public final class StartedSegment implements StartedTransform {

  /** How many times wordier than Kafka's JSON a converter may be before it is noticed too late. */
  private static final int MARGIN = 2;

  private final ValueWeight weight = new ValueWeight();
  private final SegmentOptions options;
  private final RecordConverters converters;
  private final PartsWriter writer;
  private final StandIn standIns = new StandIn();
  private final Totals totals = new Totals();
  private final LongAdder segmented =
      totals.of("segmented-total", "Records whose value was put elsewhere");
  private final LongAdder bytes =
      totals.of("segmented-bytes-total", "Bytes of values that were put elsewhere");

  StartedSegment(SegmentOptions options, RecordConverters converters, PartsWriter writer) {
    this.options = options;
    this.converters = converters;
    this.writer = writer;
  }

  /**
   * Begins with these options.
   *
   * @throws ConfigException where they are wrong
   * @throws ConnectException where nothing could be written by them
   */
  public static StartedSegment start(SegmentOptions options) {
    RecordConverters converters = RecordConverters.of(options.converters());
    try {
      return new StartedSegment(options, converters, writer(options));
    } catch (RuntimeException e) {
      converters.close();
      throw e;
    }
  }

  private static PartsWriter writer(SegmentOptions options) {
    PartsOptions parts = options.parts();
    ObjectParts objects = parts.objects();
    return objects == null
        ? KafkaPartsWriter.open(parts, options.bytesMax(), Clock.systemUTC())
        : objects;
  }

  @Override
  public void publish(PluginMetrics metrics) {
    totals.publish(metrics);
  }

  /**
   * The record itself, or one whose value lies elsewhere by now.
   *
   * @throws DataException where the record cannot be read, or would be too large without its value
   * @throws ConnectException where the value could not be kept; a retriable one where that may pass
   */
  @Override
  public <R extends ConnectRecord<R>> R apply(R record) {
    if (record.value() == null || ManifestHeader.isOn(record)) {
      return record;
    }
    try {
      if (isSmall(record)) {
        return record;
      }
      byte[] key = bytes(record, true);
      byte[] value = bytes(record, false);
      return size(key, value, record.headers()) <= options.bytesMax()
          ? record
          : segmented(record, key, value);
    } catch (DataException e) {
      throw new DataException(
          "The record at %s: %s".formatted(RecordPlace.of(record), e.getMessage()), e);
    }
  }

  /** Whether nothing has to be written to know that it fits. */
  private boolean isSmall(ConnectRecord<?> record) {
    long key = weight.of(record.keySchema(), record.key());
    long value = weight.of(record.valueSchema(), record.value());
    return key <= options.bytesMax()
        && value <= options.bytesMax()
        && RecordSize.of(key, value) + RecordSize.of(record.headers())
            <= options.bytesMax() / MARGIN;
  }

  private byte[] bytes(ConnectRecord<?> record, boolean ofKey) {
    if (ofKey) {
      return record.key() == null
          ? new byte[0]
          : converters.keyBytes(record.topic(), record.keySchema(), record.key());
    }
    return converters.valueBytes(record.topic(), record.valueSchema(), record.value());
  }

  private static long size(byte[] key, byte[] value, Headers headers) {
    return RecordSize.of(key.length, value.length) + RecordSize.of(headers);
  }

  private <R extends ConnectRecord<R>> R segmented(R record, byte[] key, byte[] value) {
    if (PartName.isOne(key)) {
      throw new DataException(
          "It is a part of another value, and would have to be taken apart again. Leave topics of"
              + " parts out, put Assemble$Value in front of this transform, and their values go on in"
              + " smaller parts");
    }
    Manifest manifest = writer.plan(value, record.topic(), record.kafkaPartition());
    String text = ManifestHeader.encode(manifest);
    boolean raw = RecordConverters.isBytes(record.value());
    SchemaAndValue standIn = standIn(record, text);
    Headers headers = record.headers().duplicate();
    if (raw) {
      // As MirrorMaker's are, whose converter of headers takes nothing else.
      headers.addBytes(ManifestHeader.NAME, text.getBytes(StandardCharsets.UTF_8));
    } else {
      headers.add(ManifestHeader.NAME, text, Schema.STRING_SCHEMA);
    }
    R made =
        record.newRecord(
            record.topic(),
            record.kafkaPartition(),
            record.keySchema(),
            record.key(),
            standIn.schema(),
            standIn.value(),
            record.timestamp(),
            headers);
    long left = size(key, bytes(made, false), headers);
    if (left > options.bytesMax()) {
      throw new DataException(
          "Without its value it still takes %d bytes, more than %s=%d: its key and its headers are too large"
              .formatted(left, SegmentOptions.MAX_BYTES, options.bytesMax()));
    }
    writer.write(manifest, value);
    segmented.increment();
    bytes.add(value.length);
    return made;
  }

  private SchemaAndValue standIn(ConnectRecord<?> record, String text) {
    Object value = record.value();
    if (!RecordConverters.isBytes(value)) {
      return standIns.of(record.valueSchema(), value, text);
    }
    byte[] made = StandIn.bytes(text);
    if (converters.readsValues()) {
      SchemaAndValue read = converters.value(record);
      SchemaAndValue standIn = standIns.of(read.schema(), read.value(), text);
      made = converters.valueBytes(record.topic(), standIn.schema(), standIn.value());
    }
    return new SchemaAndValue(record.valueSchema(), made);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } finally {
      converters.close();
    }
  }
}
