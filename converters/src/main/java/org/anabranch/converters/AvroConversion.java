package org.anabranch.converters;

import org.anabranch.converters.avro.AvroOutput;
import org.anabranch.converters.registry.SchemaChoice;
import org.anabranch.converters.registry.SchemaRegistries;
import org.anabranch.converters.registry.SchemaRegistry;
import org.anabranch.records.retry.Timing;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Avro with the id of its schema before it. Thread-safe. */
final class AvroConversion implements Conversion {

  private static final int MAGIC = 0;
  private static final int PREFIX = 1 + Integer.BYTES;

  /** What is larger is not held on to after the record that needed it. */
  private static final int BUFFER_KEPT = 1 << 20;

  private final boolean isKey;
  private final SchemaRegistry registry;
  private final WritingSchemas writing;
  private final ReadingSchemas reading;
  private AvroOutput output = new AvroOutput();

  private AvroConversion(
      boolean isKey, SchemaRegistry registry, WritingSchemas writing, ReadingSchemas reading) {
    this.isKey = isKey;
    this.registry = registry;
    this.writing = writing;
    this.reading = reading;
  }

  static AvroConversion of(AvroContextOptions options) {
    SchemaRegistry registry =
        SchemaRegistries.open(
            options.config(), options.schemasMax(), AvroContextConverter.class.getClassLoader());
    return new AvroConversion(
        options.isKey(),
        registry,
        new WritingSchemas(options, SchemaChoice.of(options.config(), registry), Timing.REAL),
        new ReadingSchemas(options, registry, Timing.REAL));
  }

  @Override
  public byte @Nullable [] write(
      String topic, @Nullable Headers headers, @Nullable Schema schema, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    WritingSchemas.Writing with = writing.of(topic, schema);
    try {
      return written(with, value);
    } catch (DataException e) {
      throw new DataException(
          "A " + part() + " for topic '" + topic + "' cannot be written: " + e.getMessage(), e);
    }
  }

  private synchronized byte[] written(WritingSchemas.Writing with, Object value) {
    output.clear();
    output.writeByte(MAGIC);
    output.writeBigEndian(with.id());
    with.writer().write(value, output);
    byte[] bytes = output.toByteArray();
    if (bytes.length > BUFFER_KEPT) {
      output = new AvroOutput();
    }
    return bytes;
  }

  @Override
  public SchemaAndValue read(String topic, @Nullable Headers headers, byte @Nullable [] bytes) {
    if (bytes == null) {
      return SchemaAndValue.NULL;
    }
    int id = bytes.length < PREFIX || bytes[0] != MAGIC ? -1 : id(bytes);
    if (id < 0) {
      throw new DataException(
          "A "
              + part()
              + " in topic '"
              + topic
              + "' does not begin with a zero byte and the id of a schema, so it is no Avro with a"
              + " schema registry. Read it with the converter that it was written with");
    }
    try {
      return reading.of(topic, id).read(bytes, PREFIX);
    } catch (DataException e) {
      throw new DataException(
          "A " + part() + " in topic '" + topic + "' with schema id " + id + ": " + e.getMessage(),
          e);
    }
  }

  private static int id(byte[] bytes) {
    int id = 0;
    for (int at = 1; at < PREFIX; at++) {
      id = id << Byte.SIZE | (bytes[at] & 0xff);
    }
    return id;
  }

  private String part() {
    return isKey ? "key" : "value";
  }

  @Override
  public void close() {
    registry.close();
  }
}
