package org.anabranch.capture.postgres;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A schema that takes no default: Debezium offers the column's default in its own representation,
 * which is not ours.
 */
final class DefaultlessSchema extends SchemaBuilder {

  DefaultlessSchema(Schema.Type type) {
    super(type);
  }

  @Override
  public SchemaBuilder defaultValue(Object value) {
    return this;
  }
}
