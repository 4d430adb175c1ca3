package org.anabranch.converters.avro;

import org.jspecify.annotations.Nullable;

/** Reads the values of one place in a schema. Thread-safe. */
interface Decoder {

  /**
   * Takes the next value.
   *
   * @throws RuntimeException if the bytes are none; {@link Misfit} makes it presentable
   */
  @Nullable Object decode(AvroInput in);
}
