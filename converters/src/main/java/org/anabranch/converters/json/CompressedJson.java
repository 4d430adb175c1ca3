package org.anabranch.converters.json;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Connect's data as JSON, compressed where that pays. Keys are never compressed: their bytes choose
 * the partition and are what compaction goes by, so they must not change with a dictionary. For any
 * number of threads.
 */
public final class CompressedJson implements AutoCloseable {

  private final JsonBytes json;
  private final boolean tellsHeaders;
  private final @Nullable JsonFrames frames;

  private CompressedJson(JsonBytes json, boolean tellsHeaders, @Nullable JsonFrames frames) {
    this.json = json;
    this.tellsHeaders = tellsHeaders;
    this.frames = frames;
  }

  /**
   * Opens the dictionaries.
   *
   * @throws ConfigException where an option is wrong, or a dictionary missing or of no use
   */
  public static CompressedJson open(Map<String, ?> configuration, boolean isKey) {
    JsonOptions options = JsonOptions.of(configuration);
    JsonBytes json = new JsonBytes(configuration, isKey);
    return new CompressedJson(json, options.header(), isKey ? null : JsonFrames.open(options));
  }

  /**
   * What goes to Kafka.
   *
   * @param headers of the record, which are told of the compression; nothing where there are none
   * @throws DataException where the value is not as its schema says; tells nothing of it
   */
  public byte @Nullable [] write(
      String topic, @Nullable Headers headers, @Nullable Schema schema, @Nullable Object value) {
    byte[] plain = json.write(topic, schema, value);
    if (frames == null) {
      return plain;
    }
    byte[] frame = plain == null ? null : frames.compress(plain);
    if (headers != null && frame != null && tellsHeaders) {
      ContentHeaders.tell(headers, JsonFrames.dictionaryId(frame));
    } else if (headers != null) {
      ContentHeaders.forget(headers);
    }
    return frame == null ? plain : frame;
  }

  /**
   * What comes from Kafka, compressed or plain.
   *
   * @throws RetriableException where the dictionary is not there yet
   * @throws DataException where the bytes are damaged or no JSON; tells nothing of what they hold
   */
  public SchemaAndValue read(String topic, byte @Nullable [] value) {
    if (value == null || frames == null || !JsonFrames.isFrame(value)) {
      return json.read(topic, value);
    }
    return json.read(topic, frames.decompress(topic, value));
  }

  @Override
  public void close() {
    json.close();
    if (frames != null) {
      frames.close();
    }
  }
}
