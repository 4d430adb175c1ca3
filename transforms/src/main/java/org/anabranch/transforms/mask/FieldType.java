package org.anabranch.transforms.mask;

import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What kind of values a field has, whether a schema says it or the value itself.
 *
 * @param type null where a value without a schema is of no type that Connect has
 * @param name the schema's, which says how the values are to be read; null for plain ones
 */
public record FieldType(Schema.@Nullable Type type, @Nullable String name, boolean optional) {

  private static final FieldType UNKNOWN = new FieldType(null, null, true);

  public static FieldType of(Schema schema) {
    return new FieldType(schema.type(), schema.name(), schema.isOptional());
  }

  /** Of a value that came without a schema. */
  public static FieldType of(Object value) {
    Schema.Type type = ConnectSchema.schemaType(value.getClass());
    return type == null ? UNKNOWN : new FieldType(type, null, true);
  }

  /** Whether these are values of the type as such, which no name gives another meaning. */
  boolean isPlain(Schema.Type wanted) {
    return name == null && type == wanted;
  }

  boolean isNamed(String wanted) {
    return wanted.equals(name);
  }

  /** For messages. */
  @Override
  public String toString() {
    return name == null ? String.valueOf(type) : name;
  }
}
