package org.anabranch.converters.avro;

import org.apache.avro.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;

/** Reads values that were written with one Avro schema into Connect's. Thread-safe. */
public final class AvroReader {

  private AvroReader() {}

  /**
   * Compiles a reader.
   *
   * @param avro the schema that the values were written with, whoever wrote them
   * @param registryVersion see {@link AvroSchemas#toConnect}
   * @throws org.apache.kafka.connect.errors.DataException if Connect has nothing for a part of it
   */
  public static AvroReader of(Schema avro, @Nullable Integer registryVersion) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads the value that begins at the offset and ends with the bytes.
   *
   * @throws org.apache.kafka.connect.errors.DataException if the bytes are no such value; it tells
   *     the place and nothing of the data, and forged lengths take no memory
   */
  public SchemaAndValue read(byte[] bytes, int offset) {
    throw new UnsupportedOperationException();
  }
}
