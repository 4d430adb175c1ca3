package org.anabranch.transforms.filter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes keys and values that are raw bytes, as MirrorMaker hands them to transforms.
 * What is no bytes is taken as it is. Safe for several threads as far as the converters are; those
 * of Kafka are.
 */
public final class RecordConverters implements AutoCloseable {

  public static final String KEY = "key.converter";
  public static final String VALUE = "value.converter";

  private final @Nullable Converter key;
  private final @Nullable Converter value;

  private RecordConverters(@Nullable Converter key, @Nullable Converter value) {
    this.key = key;
    this.value = value;
  }

  /**
   * The converters of a configuration.
   *
   * @throws ConfigException where one cannot be made, or only values would be read
   */
  public static RecordConverters of(Map<String, ?> configuration) {
    checkPair(configuration);
    return new RecordConverters(
        converter(configuration, KEY, true), converter(configuration, VALUE, false));
  }

  /** Those of a configuration's options that say something of converters. */
  public static Map<String, Object> options(AbstractConfig config) {
    Map<String, Object> options = new HashMap<>();
    config
        .originals()
        .forEach(
            (option, value) -> {
              if (value != null && (option.startsWith(KEY) || option.startsWith(VALUE))) {
                options.put(option, value);
              }
            });
    return options;
  }

  /** Of an option that names a converter: finds that there is such a class. */
  public static ConfigDef.Validator validator() {
    return ConfigDef.LambdaValidator.with(
        (option, name) -> {
          if (name != null) {
            instance(option, name.toString());
          }
        },
        () -> "class of a converter");
  }

  /**
   * The converter of values alone, for what reads no keys.
   *
   * @throws ConfigException where it cannot be made
   */
  public static RecordConverters ofValues(Map<String, ?> configuration) {
    return new RecordConverters(null, converter(configuration, VALUE, false));
  }

  /**
   * Who reads values reads keys, too: without the key nobody can tell which columns may not be
   * altered, nor a deleted row from its key.
   *
   * @throws ConfigException where only values would be read
   */
  static void checkPair(Map<String, ?> configuration) {
    if (configuration.get(VALUE) != null && configuration.get(KEY) == null) {
      throw new ConfigException(
          "Set %s together with %s: to the converter that wrote the keys".formatted(KEY, VALUE));
    }
  }

  private static @Nullable Converter converter(
      Map<String, ?> configuration, String option, boolean ofKeys) {
    Object name = configuration.get(option);
    if (name == null) {
      return null;
    }
    Map<String, Object> settings = new HashMap<>();
    // JsonConverter would else read a column's default where the row has NULL, and write it.
    settings.put("replace.null.with.default", "false");
    configuration.forEach(
        (setting, said) -> {
          if (setting.startsWith(option + ".")) {
            settings.put(setting.substring(option.length() + 1), said);
          }
        });
    Converter converter = instance(option, String.valueOf(name));
    converter.configure(settings, ofKeys);
    return converter;
  }

  /**
   * A new converter of a class.
   *
   * @throws ConfigException where there is no such class, or it is no converter
   */
  private static Converter instance(String option, String className) {
    try {
      return Class.forName(className, true, RecordConverters.class.getClassLoader())
          .asSubclass(Converter.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      throw new ConfigException(
          option,
          className,
          "It is no converter that this plugin finds. Put its jars into the plugin's directory, or"
              + " use org.apache.kafka.connect.json.JsonConverter");
    }
  }

  public boolean readsValues() {
    return value != null;
  }

  /**
   * A record's key.
   *
   * @throws DataException where it cannot be read; tells no value
   * @throws RetriableException where what its converter asks cannot be had for now
   */
  SchemaAndValue key(ConnectRecord<?> record) {
    return read(key, record.topic(), record.keySchema(), record.key(), "key");
  }

  /**
   * A record's value.
   *
   * @throws DataException where it cannot be read; tells no value
   * @throws RetriableException where what its converter asks cannot be had for now
   */
  public SchemaAndValue value(ConnectRecord<?> record) {
    byte[] bytes = bytes(record.value());
    if (bytes != null && value == null) {
      throw new DataException("Its value is raw bytes. Set " + VALUE + " to what wrote it");
    }
    return read(value, record.topic(), record.valueSchema(), record.value(), "value");
  }

  /**
   * A value of which the bytes lay elsewhere.
   *
   * @throws DataException where it cannot be read; tells no value
   * @throws RetriableException where what its converter asks cannot be had for now
   */
  public SchemaAndValue value(String topic, byte[] bytes) {
    if (value == null) {
      throw new DataException("Its value is no raw bytes. Set " + VALUE + " to what wrote it");
    }
    return read(value, topic, null, bytes, "value");
  }

  private static SchemaAndValue read(
      @Nullable Converter converter,
      String topic,
      @Nullable Schema schema,
      @Nullable Object data,
      String part) {
    byte[] bytes = bytes(data);
    if (bytes == null || converter == null) {
      return new SchemaAndValue(schema, data);
    }
    try {
      return converter.toConnectData(topic, bytes);
    } catch (RetriableException e) {
      throw new RetriableException(
          "Its %s cannot be read by %s for now".formatted(part, converter.getClass().getName()));
    } catch (RuntimeException e) {
      // Its message may tell what could not be read, so it goes nowhere.
      throw new DataException(
          "Its %s cannot be read by %s (%s). Set the converter that wrote it"
              .formatted(part, converter.getClass().getName(), e.getClass().getSimpleName()));
    }
  }

  /** Whether a record's value came as bytes, so that another one has to go as bytes. */
  public static boolean isBytes(@Nullable Object data) {
    return data instanceof byte[] || data instanceof ByteBuffer;
  }

  private static byte @Nullable [] bytes(@Nullable Object data) {
    return data instanceof ByteBuffer buffer
        ? Utils.toArray(buffer.duplicate())
        : data instanceof byte[] bytes ? bytes : null;
  }

  /**
   * A value as bytes.
   *
   * @throws DataException where it cannot be written; tells no value
   * @throws RetriableException where what its converter asks cannot be had for now
   */
  public byte[] valueBytes(String topic, @Nullable Schema schema, @Nullable Object data) {
    return written(value, converter -> converter.fromConnectData(topic, schema, data), data, VALUE);
  }

  /**
   * A value as bytes, of which the converter may tell in headers.
   *
   * @param headers those of the record that it becomes; as far as they are bytes the converter sees
   *     them, and what it makes of them is theirs afterwards
   * @throws DataException where it cannot be written; tells no value
   * @throws RetriableException where what its converter asks cannot be had for now
   */
  byte[] valueBytes(String topic, Headers headers, @Nullable Schema schema, @Nullable Object data) {
    ConverterHeaders told = ConverterHeaders.of(headers);
    byte[] bytes =
        written(
            value,
            converter -> converter.fromConnectData(topic, told.kafka(), schema, data),
            data,
            VALUE);
    told.writeTo(headers);
    return bytes;
  }

  /**
   * A key as bytes.
   *
   * @throws DataException where it cannot be written; tells no value
   * @throws RetriableException where what its converter asks cannot be had for now
   */
  public byte[] keyBytes(String topic, @Nullable Schema schema, @Nullable Object data) {
    return written(key, converter -> converter.fromConnectData(topic, schema, data), data, KEY);
  }

  private static byte[] written(
      @Nullable Converter converter,
      Function<Converter, byte[]> writing,
      @Nullable Object data,
      String option) {
    byte[] bytes = bytes(data);
    if (bytes != null) {
      return bytes;
    }
    if (converter == null) {
      throw new DataException("It has to be written as bytes. Set " + option);
    }
    try {
      return writing.apply(converter);
    } catch (RetriableException e) {
      throw new RetriableException(
          "It cannot be written by %s for now".formatted(converter.getClass().getName()));
    } catch (RuntimeException e) {
      throw new DataException(
          "It cannot be written by %s (%s)"
              .formatted(converter.getClass().getName(), e.getClass().getSimpleName()));
    }
  }

  @Override
  public void close() {
    try {
      if (key != null) {
        key.close();
      }
    } catch (IOException e) {
      // Nothing is lost by a converter that cannot be closed.
    } finally {
      close(value);
    }
  }

  private static void close(@Nullable Converter converter) {
    if (converter != null) {
      try {
        converter.close();
      } catch (IOException e) {
        // As above.
      }
    }
  }
}
