package org.anabranch.converters.avro;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Writes values of one Connect schema as one Avro schema says. Thread-safe. */
public final class AvroWriter {

  private AvroWriter() {}

  /**
   * Compiles a writer.
   *
   * @param connect the values' schema; null for values without one
   * @param avro what {@link AvroSchemas#toAvro} made of it, or a schema that somebody else
   *     registered: fields meet by name or alias, and those that the record lacks take Avro's
   *     default
   * @throws org.apache.kafka.connect.errors.DataException if a field has no place in the Avro
   *     schema, or its type could lose something there; it names the field
   */
  public static AvroWriter of(
      org.apache.kafka.connect.data.@Nullable Schema connect, Schema avro) {
    throw new UnsupportedOperationException();
  }

  /**
   * Appends the value, without a header.
   *
   * @throws org.apache.kafka.connect.errors.DataException if the value is none of the schema; it
   *     names the field and never the value
   */
  public void write(@Nullable Object value, AvroOutput out) {
    throw new UnsupportedOperationException();
  }
}
