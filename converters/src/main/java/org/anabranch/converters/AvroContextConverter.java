package org.anabranch.converters;

import java.util.Map;
import org.anabranch.records.config.PluginVersion;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Writes Connect's data as Avro with the id of its schema in a registry before it, in the form that
 * Confluent made customary (a zero byte, four bytes of the id, Avro's binary form), and reads them.
 * Options have the names that Confluent's converter gave them.
 *
 * <p>What comes back is what was written, schema and value. Null is null in both directions. The
 * registry is asked once for each schema, so records of known schemas flow while it is away; what
 * fails for now is a {@link org.apache.kafka.connect.errors.RetriableException}, which Connect's
 * {@code errors.retry.timeout} covers. Messages hold no data. Thread-safe once configured.
 */
public final class AvroContextConverter implements Converter, Versioned {

  private @Nullable Conversion conversion;

  /** Made by Connect, which configures it. */
  public AvroContextConverter() {}

  @Override
  public ConfigDef config() {
    return AvroContextOptions.definition();
  }

  @Override
  public void configure(Map<String, ?> configuration, boolean isKey) {
    close();
    AvroContextOptions options = AvroContextOptions.of(configuration, isKey);
    String delegate = options.config().getString(AvroContextOptions.DELEGATE);
    conversion =
        delegate.isEmpty()
            ? AvroConversion.of(options)
            : DelegateConversion.of(delegate, configuration, isKey);
  }

  private Conversion configured() {
    Conversion found = conversion;
    if (found == null) {
      throw new IllegalStateException("The converter is not configured, or closed");
    }
    return found;
  }

  @Override
  public byte @Nullable [] fromConnectData(
      String topic, @Nullable Schema schema, @Nullable Object value) {
    return configured().write(topic, null, schema, value);
  }

  @Override
  public byte @Nullable [] fromConnectData(
      String topic, Headers headers, @Nullable Schema schema, @Nullable Object value) {
    return configured().write(topic, headers, schema, value);
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
    return configured().read(topic, null, value);
  }

  @Override
  public SchemaAndValue toConnectData(String topic, Headers headers, byte @Nullable [] value) {
    return configured().read(topic, headers, value);
  }

  @Override
  public String version() {
    return PluginVersion.of(AvroContextConverter.class);
  }

  @Override
  public void close() {
    Conversion configured = conversion;
    conversion = null;
    if (configured != null) {
      configured.close();
    }
  }
}
