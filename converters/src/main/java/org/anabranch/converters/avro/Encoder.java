package org.anabranch.converters.avro;

import org.jspecify.annotations.Nullable;

/** Writes the values of one place in a schema. Thread-safe. */
interface Encoder {

  /**
   * Appends the value.
   *
   * @throws RuntimeException if it is none of the schema; {@link Misfit} makes it presentable
   */
  void encode(@Nullable Object value, AvroOutput out);
}
