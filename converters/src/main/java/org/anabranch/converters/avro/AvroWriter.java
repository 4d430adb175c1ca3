package org.anabranch.converters.avro;

import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Writes values of one Connect schema as one Avro schema says. Thread-safe. */
public final class AvroWriter {

  private final org.apache.kafka.connect.data.@Nullable Schema schema;
  private final Encoder encoder;

  private AvroWriter(org.apache.kafka.connect.data.@Nullable Schema schema, Encoder encoder) {
    this.schema = schema;
    this.encoder = encoder;
  }

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
  public static AvroWriter of(org.apache.kafka.connect.data.@Nullable Schema connect, Schema avro) {
    if (connect == null) {
      if (!Anything.is(avro)) {
        throw new DataException(
            "Values without schema cannot be written as Avro's "
                + avro.getFullName()
                + "; give them a schema, or a subject of their own");
      }
      return new AvroWriter(null, Anything::encode);
    }
    Encoder encoder = compile(connect, avro);
    return new AvroWriter(
        connect, avro.getType() == Schema.Type.BYTES ? Encoders.wholeMessage(encoder) : encoder);
  }

  private static Encoder compile(org.apache.kafka.connect.data.Schema connect, Schema avro) {
    try {
      return new WriterCompiler().compile(connect, avro);
    } catch (Misfit e) {
      throw new DataException("The Avro schema has no place for the values: " + e.getMessage());
    }
  }

  /**
   * Appends the value, without a header.
   *
   * @throws org.apache.kafka.connect.errors.DataException if the value is none of the schema; it
   *     names the field and never the value
   */
  public void write(@Nullable Object value, AvroOutput out) {
    if (value instanceof Struct struct && struct.schema() != schema) {
      demandSame(struct);
    }
    try {
      encoder.encode(value, out);
    } catch (RuntimeException e) {
      out.depth().reset();
      throw new DataException("The value is none of its schema: " + Misfit.message(e));
    }
  }

  private void demandSame(Struct struct) {
    if (!struct.schema().equals(schema) && !SchemaEquality.same(struct.schema(), schema)) {
      throw new DataException("The value's schema is not the one that was given with it");
    }
  }
}
