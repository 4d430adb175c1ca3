package org.anabranch.transforms.policy.condition;

import java.util.function.Function;
import org.anabranch.records.view.RecordView;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A field's value.
 *
 * @param part where the field is; null where the record has none
 * @param name the part's, for messages
 */
record FieldReading(Function<Facts, @Nullable RecordView> part, String name, String field)
    implements Reading {

  @Override
  public Object of(Facts facts) {
    RecordView row = row(facts);
    return CelValues.of(value(row), row.schema(field));
  }

  @Override
  public Object plain(Facts facts) {
    RecordView row = row(facts);
    Object value = value(row);
    Schema schema = row.schema(field);
    return value instanceof Number && (schema == null || schema.name() == null)
        ? value
        : CelValues.of(value, schema);
  }

  private RecordView row(Facts facts) {
    RecordView row = part.apply(facts);
    if (row == null) {
      throw new UnseenValueException("the record has no " + name);
    }
    return row;
  }

  private @Nullable Object value(RecordView row) {
    Object value = row.value(field);
    if (value == null && !row.has(field)) {
      throw new UnseenValueException("the " + name + " has no field '" + field + "'");
    }
    return value;
  }
}
