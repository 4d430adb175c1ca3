package org.anabranch.converters;

import java.util.Map;
import org.anabranch.converters.json.CompressedJson;
import org.anabranch.converters.json.JsonOptions;
import org.anabranch.records.config.PluginVersion;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Kafka's own converter writes it, compressed with zstd and, where there is one, a trained
 * dictionary. It reads what it wrote and plain JSON, in any order, so that it can be switched on
 * and off at any time. Keys stay plain JSON. What lies in Kafka is docs/formats/compressed-json.md.
 */
public final class JsonContextConverter implements Converter, Versioned {

  private volatile @Nullable CompressedJson started;

  @Override
  public ConfigDef config() {
    return JsonOptions.definition();
  }

  @Override
  public void configure(Map<String, ?> configuration, boolean isKey) {
    CompressedJson next = CompressedJson.open(configuration, isKey);
    close();
    started = next;
  }

  @Override
  public byte @Nullable [] fromConnectData(
      String topic, @Nullable Schema schema, @Nullable Object value) {
    return started().write(topic, null, schema, value);
  }

  @Override
  public byte @Nullable [] fromConnectData(
      String topic, @Nullable Headers headers, @Nullable Schema schema, @Nullable Object value) {
    return started().write(topic, headers, schema, value);
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
    return started().read(topic, value);
  }

  private CompressedJson started() {
    CompressedJson current = started;
    if (current == null) {
      throw new IllegalStateException("The converter is not configured, or is closed");
    }
    return current;
  }

  @Override
  public String version() {
    return PluginVersion.of(JsonContextConverter.class);
  }

  @Override
  public void close() {
    CompressedJson current = started;
    started = null;
    if (current != null) {
      current.close();
    }
  }
}
