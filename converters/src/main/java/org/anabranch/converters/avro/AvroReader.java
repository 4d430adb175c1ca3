package org.anabranch.converters.avro;

import org.apache.avro.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads values that were written with one Avro schema into Connect's. Thread-safe. */
public final class AvroReader {

  private final org.apache.kafka.connect.data.@Nullable Schema schema;
  private final Decoder decoder;

  private AvroReader(org.apache.kafka.connect.data.@Nullable Schema schema, Decoder decoder) {
    this.schema = schema;
    this.decoder = decoder;
  }

  /**
   * Compiles a reader.
   *
   * @param avro the schema that the values were written with, whoever wrote them
   * @param registryVersion see {@link AvroSchemas#toConnect}
   * @throws org.apache.kafka.connect.errors.DataException if Connect has nothing for a part of it
   */
  public static AvroReader of(Schema avro, @Nullable Integer registryVersion) {
    if (Anything.is(avro)) {
      return new AvroReader(null, Anything::decode);
    }
    org.apache.kafka.connect.data.Schema schema = new ToConnect(avro, registryVersion).convert();
    return new AvroReader(
        schema,
        avro.getType() == Schema.Type.BYTES
            ? ScalarDecoders.bytes(schema, AvroInput::readRest)
            : new ReaderCompiler().compile(avro, schema));
  }

  /**
   * Reads the value that begins at the offset and ends with the bytes.
   *
   * @throws org.apache.kafka.connect.errors.DataException if the bytes are no such value; it tells
   *     the place and nothing of the data, and forged lengths take no memory
   */
  public SchemaAndValue read(byte[] bytes, int offset) {
    AvroInput in = new AvroInput(bytes, offset);
    try {
      Object value = decoder.decode(in);
      if (in.remaining() > 0) {
        throw new Misfit("the value ends before the bytes do");
      }
      return new SchemaAndValue(schema, value);
    } catch (RuntimeException e) {
      throw new DataException(
          "The bytes are not what their schema says, near byte "
              + in.position()
              + " of "
              + bytes.length
              + ": "
              + Misfit.message(e),
          e instanceof Misfit ? null : e);
    }
  }
}
