package org.anabranch.capture.postgres;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A field of Debezium's records that is looked up by its name once and not for every record:
 * records of one table come one after the other and have one schema object. Not thread-safe.
 */
final class FoundField {

  private final String name;
  private @Nullable Schema schema;
  private @Nullable Field found;

  FoundField(String name) {
    this.name = name;
  }

  /** Null where the schema has no such field. */
  @SuppressWarnings("ReferenceEquality") // a schema's equals reads all of its fields
  @Nullable Field in(Schema asked) {
    if (asked != schema) {
      found = asked.field(name);
      schema = asked;
    }
    return found;
  }

  /** The struct's value, its default where it is null; null where there is no such field. */
  @Nullable Object of(Struct struct) {
    Field field = in(struct.schema());
    return field == null ? null : struct.get(field);
  }

  @Nullable Struct struct(Struct struct) {
    return (Struct) of(struct);
  }

  @Nullable String text(Struct struct) {
    return (String) of(struct);
  }

  /**
   * The text.
   *
   * @throws DataException where there is none
   */
  String requiredText(Struct struct) {
    String text = text(struct);
    if (text == null) {
      throw new DataException("A record of Debezium has no '" + name + "'");
    }
    return text;
  }

  /**
   * The number.
   *
   * @throws DataException where there is none
   */
  long requiredNumber(Struct struct) {
    if (of(struct) instanceof Long number) {
      return number;
    }
    throw new DataException("A record of Debezium has no '" + name + "'");
  }
}
