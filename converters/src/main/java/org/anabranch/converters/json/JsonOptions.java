package org.anabranch.converters.json;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.jspecify.annotations.Nullable;

/**
 * How values are compressed.
 *
 * @param level of zstd
 * @param bytesMin what is shorter stays plain
 * @param contentBytesMax what is longer is neither compressed nor decompressed
 * @param header whether headers tell of the compression
 * @param dictionaryPath a file, or a directory of files; nothing for none
 * @param writtenId the dictionary that writes; 0 for the highest
 * @param refreshMillis how often the files are looked at
 */
public record JsonOptions(
    int level,
    int bytesMin,
    int contentBytesMax,
    boolean header,
    @Nullable Path dictionaryPath,
    long writtenId,
    long refreshMillis) {

  public static final String LEVEL = "compression.level";
  public static final String BYTES_MIN = "compression.min.bytes";
  public static final String HEADER = "compression.header.enable";
  public static final String CONTENT_BYTES_MAX = "max.decompressed.bytes";
  public static final String DICTIONARY_PATH = "dictionary.path";
  public static final String WRITTEN_ID = "dictionary.write.id";
  public static final String REFRESH = "dictionary.refresh.ms";

  private static final String COMPRESSION = "Compression";
  private static final String DICTIONARIES = "Dictionaries";
  private static final int LEVEL_MAX = 19;
  private static final int CONTENT_BYTES_MAX_DEFAULT = 16 << 20;

  /** The options of Kafka's converter, and those of the compression. */
  public static ConfigDef definition() {
    ConfigDef all = compression();
    try (JsonConverter json = new JsonConverter()) {
      for (ConfigKey key : json.config().configKeys().values()) {
        all.define(isNullsDefault(key) ? offByDefault(key) : key);
      }
    }
    return all;
  }

  private static boolean isNullsDefault(ConfigKey key) {
    return key.name.equals(JsonConverterConfig.REPLACE_NULL_WITH_DEFAULT_CONFIG);
  }

  private static ConfigKey offByDefault(ConfigKey key) {
    return new ConfigKey(
        key.name,
        key.type,
        false,
        key.validator,
        key.importance,
        "Whether a null is written and read as the field's default value. That is off, unlike in"
            + " Kafka's own converter, since a database's NULL must arrive as NULL.",
        key.group,
        key.orderInGroup,
        key.width,
        key.displayName,
        key.dependents,
        key.recommender,
        key.internalConfig);
  }

  private static ConfigDef compression() {
    return dictionaries(
        new ConfigDef()
            .define(
                LEVEL,
                ConfigDef.Type.INT,
                3,
                Range.between(1, LEVEL_MAX),
                Importance.MEDIUM,
                "zstd's level. Higher ones take more time for writing, and none for reading.",
                COMPRESSION,
                0,
                Width.SHORT,
                "Level")
            .define(
                BYTES_MIN,
                ConfigDef.Type.INT,
                64,
                Range.atLeast(0),
                Importance.LOW,
                "Values with fewer bytes of JSON are written plain, as are those that do not become"
                    + " shorter.",
                COMPRESSION,
                1,
                Width.SHORT,
                "Least bytes")
            .define(
                HEADER,
                ConfigDef.Type.BOOLEAN,
                true,
                Importance.LOW,
                "Whether compressed records carry the headers content-encoding and"
                    + " zstd-dictionary-id, for readers of other kinds. Switch it off where sinks"
                    + " read headers with a JsonConverter, which refuses headers that are no JSON.",
                COMPRESSION,
                2,
                Width.SHORT,
                "Headers")
            .define(
                CONTENT_BYTES_MAX,
                ConfigDef.Type.INT,
                CONTENT_BYTES_MAX_DEFAULT,
                Range.atLeast(1),
                Importance.MEDIUM,
                "The longest JSON that is decompressed, in bytes: a frame that says it holds more is"
                    + " refused before any memory is taken. Longer values are written plain.",
                COMPRESSION,
                3,
                Width.SHORT,
                "Most bytes decompressed"));
  }

  private static ConfigDef dictionaries(ConfigDef options) {
    return options
        .define(
            DICTIONARY_PATH,
            ConfigDef.Type.STRING,
            null,
            ConfigDef.LambdaValidator.with(
                JsonOptions::checkPath, () -> "a dictionary, or a directory with files *.dict"),
            Importance.HIGH,
            "A dictionary's file, or a directory whose files *.dict are all read with, and the one of"
                + " the highest id is written with. The command train-dictionary makes such files."
                + " Without it, or with an empty directory, values are compressed without a"
                + " dictionary.",
            DICTIONARIES,
            0,
            Width.LONG,
            "Dictionaries")
        .define(
            WRITTEN_ID,
            ConfigDef.Type.LONG,
            0L,
            Range.between(0L, TrainedDictionary.ID_MAX),
            Importance.MEDIUM,
            "The id of the dictionary that is written with; 0 for the highest that is there.",
            DICTIONARIES,
            1,
            Width.SHORT,
            "Id to write with")
        .define(
            REFRESH,
            ConfigDef.Type.LONG,
            30_000L,
            Range.atLeast(0L),
            Importance.LOW,
            "How often to look for new dictionaries, in milliseconds, while records come; 0 looks"
                + " before each record. A record that needs an unknown one looks at once.",
            DICTIONARIES,
            2,
            Width.SHORT,
            "Looks for new files every");
  }

  private static void checkPath(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    try {
      new DictionaryFiles(Path.of(String.valueOf(value))).all();
    } catch (DictionaryFileException | IllegalArgumentException e) {
      throw new ConfigException(name, value, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Of a converter's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static JsonOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(compression(), configuration, false);
    String path = config.getString(DICTIONARY_PATH);
    return new JsonOptions(
        config.getInt(LEVEL),
        config.getInt(BYTES_MIN),
        config.getInt(CONTENT_BYTES_MAX),
        config.getBoolean(HEADER),
        path == null ? null : Path.of(path),
        config.getLong(WRITTEN_ID),
        config.getLong(REFRESH));
  }
}
