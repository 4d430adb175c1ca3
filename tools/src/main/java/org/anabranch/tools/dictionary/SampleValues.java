package org.anabranch.tools.dictionary;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.converters.json.JsonFrames;
import org.anabranch.converters.json.JsonOptions;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.kafka.TopicReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Values of topics as JSON, whether they are compressed or not. */
public final class SampleValues implements AutoCloseable {

  private static final long BYTES_MAX = 64L << 20;

  /** What a JSON text can begin with: RFC 8259, section 2. */
  private static final String JSON_BEGINS = "{[\"-0123456789tfn \t\r\n";

  private final TopicReader reader;
  private final JsonFrames frames;
  private final List<byte[]> all = new ArrayList<>();
  private long bytes;

  private SampleValues(TopicReader reader, JsonFrames frames) {
    this.reader = reader;
    this.frames = frames;
  }

  /**
   * Reads with these dictionaries.
   *
   * @param dictionaries a file or a directory; nothing where there are none
   */
  public static SampleValues open(TopicReader reader, @Nullable Path dictionaries) {
    Map<String, Object> options = new HashMap<>();
    if (dictionaries != null) {
      options.put(JsonOptions.DICTIONARY_PATH, dictionaries.toString());
    }
    try {
      return new SampleValues(reader, JsonFrames.open(JsonOptions.of(options)));
    } catch (ConfigException e) {
      throw new ToolException("--dictionaries: " + e.getMessage(), e);
    }
  }

  /**
   * Adds a topic's newest values, of each partition the same number, up to 64 MiB in all.
   *
   * @throws ToolException where the topic cannot be read, or holds something else
   */
  public void addNewest(String topic, int count) {
    List<TopicPartition> partitions = reader.partitions(topic);
    int share = (count + partitions.size() - 1) / partitions.size();
    for (TopicPartition partition : partitions) {
      long from = Math.max(reader.begin(partition), reader.end(partition) - share);
      reader.read(partition, from, this::add);
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null || value.length == 0 || bytes >= BYTES_MAX) {
      return;
    }
    byte[] json = JsonFrames.isFrame(value) ? decompressed(record.topic(), value) : value;
    if (json.length == 0 || JSON_BEGINS.indexOf(json[0]) < 0) {
      throw new ToolException(
          "%s-%d, offset %d, is no JSON: dictionaries are for JsonContextConverter"
              .formatted(record.topic(), record.partition(), record.offset()));
    }
    all.add(json);
    bytes += json.length;
  }

  private byte[] decompressed(String topic, byte[] frame) {
    try {
      return frames.decompress(topic, frame);
    } catch (ConnectException e) {
      throw new ToolException(e.getMessage() + " (--dictionaries says where to look)", e);
    }
  }

  /** All that were added. */
  public List<byte[]> all() {
    return List.copyOf(all);
  }

  @Override
  public void close() {
    frames.close();
  }
}
