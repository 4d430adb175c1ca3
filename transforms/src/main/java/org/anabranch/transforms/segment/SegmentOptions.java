package org.anabranch.transforms.segment;

import java.util.Map;
import org.anabranch.transforms.filter.RecordConverters;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * The options of what takes values apart.
 *
 * @param bytesMax how large a record may be, as brokers count
 * @param converters the options that begin with {@code key.converter} and {@code value.converter}
 */
public record SegmentOptions(int bytesMax, PartsOptions parts, Map<String, Object> converters) {

  static final String MAX_BYTES = "max.bytes";
  static final String TIMEOUT_MS = "parts.timeout.ms";

  /** A part's name and what a batch takes leave room for content. */
  private static final int BYTES_MAX_LEAST = 1024;

  private static final int BYTES_MAX_DEFAULT = 1024 * 1024;
  private static final long TIMEOUT_MS_DEFAULT = 60_000;
  private static final String GROUP = "Segment";

  /** Copies the options. */
  public SegmentOptions {
    converters = Map.copyOf(converters);
  }

  /** All of them. */
  public static ConfigDef definition() {
    ConfigDef options =
        new ConfigDef()
            .define(
                MAX_BYTES,
                ConfigDef.Type.INT,
                BYTES_MAX_DEFAULT,
                Range.atLeast(BYTES_MAX_LEAST),
                Importance.HIGH,
                "How many bytes a record may take in its topic, with its key, its headers and what a"
                    + " batch of one record adds: max.message.bytes of the topics at the end of its"
                    + " way, for example 1048576 or 262144. What is larger goes in parts, of which"
                    + " none is larger either.",
                GROUP,
                0,
                Width.SHORT,
                "Largest record (bytes)");
    defineConverters(options);
    PartsOptions.define(
        options,
        "parts." + PartsOptions.TOPIC_OF_RECORD,
        "The topic of parts, in which ${topic} stands for the record's. It needs as many partitions"
            + " as that, keeps its records as long or longer (cleanup.policy=delete), and has to be"
            + " copied wherever that is copied. Nothing here creates it.");
    return options.define(
        TIMEOUT_MS,
        ConfigDef.Type.LONG,
        TIMEOUT_MS_DEFAULT,
        Range.between(1000, Integer.MAX_VALUE),
        Importance.LOW,
        "How many milliseconds writing a value may take. Then the record fails, and nothing goes on"
            + " whose parts are not kept.",
        PartsOptions.GROUP,
        3,
        Width.SHORT,
        "Timeout of parts (ms)");
  }

  private static void defineConverters(ConfigDef options) {
    options
        .define(
            RecordConverters.KEY,
            ConfigDef.Type.STRING,
            null,
            RecordConverters.validator(),
            Importance.HIGH,
            "The connector's own key.converter, to tell how large a key is. Its own options go after"
                + " the prefix key.converter., for example key.converter.schemas.enable. Needed with"
                + " value.converter; not used for keys that are raw bytes.",
            "Converters",
            0,
            Width.LONG,
            "Key converter")
        .define(
            RecordConverters.VALUE,
            ConfigDef.Type.STRING,
            null,
            RecordConverters.validator(),
            Importance.HIGH,
            "What makes bytes of values: the connector's own value.converter, with its options after"
                + " the prefix value.converter. Of values that are raw bytes, as MirrorMaker's, it"
                + " is what wrote them, and writes what stands for them; without it that is plain"
                + " JSON.",
            "Converters",
            1,
            Width.LONG,
            "Value converter");
  }

  /**
   * Of a configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static SegmentOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration, false);
    return new SegmentOptions(
        config.getInt(MAX_BYTES),
        PartsOptions.of(config, TIMEOUT_MS),
        RecordConverters.options(config));
  }

  /** Without settings, which may hold secrets. */
  @Override
  public String toString() {
    return bytesMax + " bytes, " + parts;
  }
}
