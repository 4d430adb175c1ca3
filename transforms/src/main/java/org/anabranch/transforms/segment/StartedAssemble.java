package org.anabranch.transforms.segment;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.MalformedHeaderException;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.ManifestHeader;
import org.anabranch.transforms.filter.RecordConverters;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.Totals;
import org.anabranch.transforms.rows.StandIn;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Puts values back in their places. Safe for several threads as far as the converter is, one of
 * which reads at a time.
 */
public final class StartedAssemble implements StartedTransform {

  private final AssembleOptions options;
  private final RecordConverters converters;
  private final PartsReader reader;
  private final Totals totals = new Totals();
  private final LongAdder assembled =
      totals.of("assembled-total", "Records whose value was put back");
  private final LongAdder bytes =
      totals.of("assembled-bytes-total", "Bytes of values that were put back");

  StartedAssemble(AssembleOptions options, RecordConverters converters, PartsReader reader) {
    this.options = options;
    this.converters = converters;
    this.reader = reader;
  }

  /**
   * Begins with these options.
   *
   * @throws ConfigException where they are wrong
   * @throws ConnectException where nothing could be read by them
   */
  public static StartedAssemble start(AssembleOptions options) {
    RecordConverters converters = RecordConverters.ofValues(options.converters());
    try {
      return new StartedAssemble(options, converters, reader(options.parts()));
    } catch (RuntimeException e) {
      converters.close();
      throw e;
    }
  }

  private static PartsReader reader(PartsOptions parts) {
    ObjectParts objects = parts.objects();
    return objects == null ? KafkaPartsReader.open(parts) : objects;
  }

  @Override
  public void publish(PluginMetrics metrics) {
    totals.publish(metrics);
  }

  /**
   * The record with its own value and without the header that told of it; itself where its value
   * stands for no other one.
   *
   * @throws MalformedHeaderException where its header cannot be read
   * @throws DataException where its value is too large, cannot be read, or is not there any more
   * @throws ConnectException where its value could not be had; a retriable one where that may pass
   */
  @Override
  public <R extends ConnectRecord<R>> R apply(R record) {
    // A stub, say: what was taken away on the way must not come back.
    if (record.value() == null) {
      return record;
    }
    Manifest manifest = ManifestHeader.of(record);
    checkPair(record, manifest != null);
    if (manifest == null) {
      return record;
    }
    try {
      return whole(record, manifest);
    } catch (RetriableException e) {
      throw new RetriableException(told(record, String.valueOf(e.getMessage())), e);
    } catch (DataException e) {
      throw new DataException(told(record, String.valueOf(e.getMessage())), e);
    }
  }

  /** Header and value come together; of raw bytes and texts it cannot be told. */
  private static void checkPair(ConnectRecord<?> record, boolean header) {
    boolean fields = record.value() instanceof Struct || record.value() instanceof Map<?, ?>;
    if (fields && header != StandIn.is(record.value())) {
      throw new DataException(
          told(
              record,
              header
                  ? "It has a header '%s', and its value does not stand for another one. Let no transform write values behind Segment$Value"
                      .formatted(ManifestHeader.NAME)
                  : "Its value stands for another one, and its header '%s' is missing. Let no transform drop headers"
                      .formatted(ManifestHeader.NAME)));
    }
  }

  private static String told(ConnectRecord<?> record, String why) {
    return "The record at " + RecordPlace.of(record) + ": " + why;
  }

  private <R extends ConnectRecord<R>> R whole(R record, Manifest manifest) {
    if (manifest.bytes() > options.valueBytesMax()) {
      throw new DataException(
          "Its value has %d bytes, more than %s=%d"
              .formatted(
                  manifest.bytes(), AssembleOptions.VALUE_MAX_BYTES, options.valueBytesMax()));
    }
    byte[] content = reader.read(manifest, topic(record));
    SchemaAndValue value =
        RecordConverters.isBytes(record.value())
            ? new SchemaAndValue(record.valueSchema(), content)
            : converters.value(record.topic(), content);
    Headers headers = record.headers().duplicate().remove(ManifestHeader.NAME);
    assembled.increment();
    bytes.add(content.length);
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        value.schema(),
        value.value(),
        record.timestamp(),
        headers);
  }

  /** As it is named in the cluster that the task reads, whatever transforms made of it. */
  private static String topic(ConnectRecord<?> record) {
    Object original =
        record instanceof SinkRecord sunk ? sunk.originalTopic() : mirrored((SourceRecord) record);
    return original == null ? record.topic() : original.toString();
  }

  /** MirrorMaker tells it in what it stores as the record's partition, and in nothing else. */
  private static @Nullable Object mirrored(SourceRecord record) {
    Map<String, ?> partition = record.sourcePartition();
    return partition != null && partition.containsKey("cluster") ? partition.get("topic") : null;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } finally {
      converters.close();
    }
  }
}
