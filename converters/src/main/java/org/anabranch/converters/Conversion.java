package org.anabranch.converters;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;

/** What a configured converter does. */
interface Conversion extends AutoCloseable {

  /**
   * The bytes of a value; null for null.
   *
   * @param headers the record's; null where they are not known
   */
  byte @Nullable [] write(
      String topic, @Nullable Headers headers, @Nullable Schema schema, @Nullable Object value);

  /**
   * The value of bytes; null, without a schema, for null.
   *
   * @param headers the record's; null where they are not known
   */
  SchemaAndValue read(String topic, @Nullable Headers headers, byte @Nullable [] bytes);

  @Override
  void close();
}
