package org.anabranch.converters;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/** Leaves all to a converter of the user's, which gets all options but those of ours. */
final class DelegateConversion implements Conversion {

  private final Converter delegate;

  private DelegateConversion(Converter delegate) {
    this.delegate = delegate;
  }

  /** Takes classes that can be had beside this one and convert. */
  static final ConfigDef.Validator VALIDATOR =
      ConfigDef.LambdaValidator.with(
          (name, value) -> {
            if (value != null && !value.toString().isEmpty()) {
              type(value.toString());
            }
          },
          () -> "class name of a converter");

  /**
   * A converter of the class, configured.
   *
   * @throws ConfigException where it cannot be had
   */
  static DelegateConversion of(String className, Map<String, ?> configuration, boolean isKey) {
    Map<String, Object> others = new HashMap<>(configuration);
    others.keySet().removeAll(AvroContextOptions.OWN);
    try {
      Converter made = type(className).getDeclaredConstructor().newInstance();
      made.configure(others, isKey);
      return new DelegateConversion(made);
    } catch (ReflectiveOperationException e) {
      throw new ConfigException(
          AvroContextOptions.DELEGATE, className, "It has no public constructor without arguments");
    }
  }

  private static Class<? extends Converter> type(String className) {
    try {
      Class<?> found = Class.forName(className, true, AvroContextConverter.class.getClassLoader());
      if (found == AvroContextConverter.class || !Converter.class.isAssignableFrom(found)) {
        throw new ConfigException(
            AvroContextOptions.DELEGATE, className, "It has to be another converter of Connect's");
      }
      return found.asSubclass(Converter.class);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new ConfigException(
          AvroContextOptions.DELEGATE,
          className,
          "It cannot be loaded ("
              + e.getClass().getSimpleName()
              + "). Put its jar, with what it needs, into the plugin directory of this converter");
    }
  }

  @Override
  public byte @Nullable [] write(
      String topic, @Nullable Headers headers, @Nullable Schema schema, @Nullable Object value) {
    return headers == null
        ? delegate.fromConnectData(topic, schema, value)
        : delegate.fromConnectData(topic, headers, schema, value);
  }

  @Override
  public SchemaAndValue read(String topic, @Nullable Headers headers, byte @Nullable [] bytes) {
    return headers == null
        ? delegate.toConnectData(topic, bytes)
        : delegate.toConnectData(topic, headers, bytes);
  }

  @Override
  public void close() {
    try {
      delegate.close();
    } catch (IOException e) {
      throw new ConnectException("The converter named in delegate.class did not close", e);
    }
  }
}
