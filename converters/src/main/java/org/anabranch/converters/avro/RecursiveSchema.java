package org.anabranch.converters.avro;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A struct's schema where it stands within itself. It says what the surrounding one says, but for
 * being optional here or not. Who walks through schemas must expect it to come again.
 */
final class RecursiveSchema implements Schema {

  private final boolean optional;
  private @Nullable Schema definition;

  RecursiveSchema(boolean optional) {
    this.optional = optional;
  }

  /** Says what this stands for; before that, it can be asked for nothing. */
  void resolve(Schema surrounding) {
    this.definition = surrounding;
  }

  boolean isResolved() {
    return definition != null;
  }

  private Schema definition() {
    if (definition == null) {
      throw new DataException("A default value refers to a struct that contains it");
    }
    return definition;
  }

  @Override
  public Type type() {
    return Type.STRUCT;
  }

  @Override
  public boolean isOptional() {
    return optional;
  }

  @Override
  @SuppressWarnings("NullAway") // Connect's interface says nothing of null; all of these may be.
  public @Nullable Object defaultValue() {
    return definition().defaultValue();
  }

  @Override
  public String name() {
    return definition().name();
  }

  @Override
  public Integer version() {
    return definition().version();
  }

  @Override
  public String doc() {
    return definition().doc();
  }

  @Override
  public Map<String, String> parameters() {
    return definition().parameters();
  }

  @Override
  public Schema keySchema() {
    throw new DataException("A struct has no key schema");
  }

  @Override
  public Schema valueSchema() {
    throw new DataException("A struct has no value schema");
  }

  @Override
  public List<Field> fields() {
    return definition().fields();
  }

  @Override
  public Field field(String fieldName) {
    return definition().field(fieldName);
  }

  @Override
  public Schema schema() {
    return this;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Schema schema && SchemaEquality.same(this, schema);
  }

  /** Of what it takes no way through the fields to know. */
  @Override
  public int hashCode() {
    return Objects.hash(optional, definition == null ? null : definition.name());
  }

  @Override
  public String toString() {
    return "RecursiveSchema{" + (definition == null ? null : definition.name()) + "}";
  }
}
