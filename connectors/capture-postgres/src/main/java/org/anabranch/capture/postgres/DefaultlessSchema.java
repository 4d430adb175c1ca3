package org.anabranch.capture.postgres;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A schema that takes no default. Debezium offers the column's, in a representation that is not
 * always ours; and converters such as Connect's own for JSON write it in the place of null, which
 * would alter the row.
 */
final class DefaultlessSchema extends SchemaBuilder {

  DefaultlessSchema(Schema.Type type) {
    super(type);
  }

  /** The same but for a default. Debezium has none for types that are no primitives. */
  static SchemaBuilder of(SchemaBuilder schema) {
    if (!schema.type().isPrimitive()) {
      return schema;
    }
    SchemaBuilder copy =
        new DefaultlessSchema(schema.type())
            .name(schema.name())
            .version(schema.version())
            .doc(schema.doc());
    Map<String, String> parameters = schema.parameters();
    return parameters == null ? copy : copy.parameters(parameters);
  }

  @Override
  public SchemaBuilder defaultValue(Object value) {
    return this;
  }
}
