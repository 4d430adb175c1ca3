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
 * The options of what puts values together.
 *
 * @param valueBytesMax how large a value may be
 * @param converters the options that begin with {@code value.converter}
 */
public record AssembleOptions(
    int valueBytesMax, PartsOptions parts, Map<String, Object> converters) {

  static final String VALUE_MAX_BYTES = "value.max.bytes";
  static final String WAIT_MS = "parts.wait.ms";

  private static final int VALUE_BYTES_MAX_DEFAULT = 64 * 1024 * 1024;
  private static final long WAIT_MS_DEFAULT = 30_000;

  /** Copies the options. */
  public AssembleOptions {
    converters = Map.copyOf(converters);
  }

  /** All of them. */
  public static ConfigDef definition() {
    ConfigDef options =
        new ConfigDef()
            .define(
                VALUE_MAX_BYTES,
                ConfigDef.Type.INT,
                VALUE_BYTES_MAX_DEFAULT,
                Range.atLeast(1024),
                Importance.MEDIUM,
                "How many bytes a value may have that is put together, so that nobody's manifest takes"
                    + " all memory. A record with a larger one is refused. A task needs three times as"
                    + " much for a moment, and more for what a converter makes of it.",
                "Assemble",
                0,
                Width.SHORT,
                "Largest value (bytes)")
            .define(
                RecordConverters.VALUE,
                ConfigDef.Type.STRING,
                null,
                RecordConverters.validator(),
                Importance.HIGH,
                "What makes values of bytes: the connector's own value.converter, with its options"
                    + " after the prefix value.converter. Not used for values that are raw bytes, as"
                    + " MirrorMaker's, which come back as they were.",
                "Converters",
                0,
                Width.LONG,
                "Value converter");
    PartsOptions.define(
        options,
        null,
        "The topic of parts as it is named here, in which ${topic} stands for the record's. Without"
            + " it that is as it was named where parts were written, with the same prefix that the"
            + " record's own topic got since, as by MirrorMaker.");
    return options.define(
        WAIT_MS,
        ConfigDef.Type.LONG,
        WAIT_MS_DEFAULT,
        Range.between(1000, Integer.MAX_VALUE),
        Importance.MEDIUM,
        "How many milliseconds a record waits for its parts, which a mirror may bring later than the"
            + " record itself. Then it fails: retriably, so that errors.retry.timeout of the"
            + " connector makes it wait longer.",
        PartsOptions.GROUP,
        3,
        Width.SHORT,
        "Wait for parts (ms)");
  }

  /**
   * Of a configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static AssembleOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration, false);
    return new AssembleOptions(
        config.getInt(VALUE_MAX_BYTES),
        PartsOptions.of(config, WAIT_MS),
        RecordConverters.options(config));
  }

  /** Without settings, which may hold secrets. */
  @Override
  public String toString() {
    return valueBytesMax + " bytes, " + parts;
  }
}
