package org.anabranch.transforms.changes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.anabranch.records.view.StructField;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Makes envelopes whose images lack columns: with a schema they are NULL, so that it stays the same
 * and no registry ever hears of another one; without a schema they are not there.
 */
final class NarrowedEnvelope {

  private NarrowedEnvelope() {}

  /** A copy of an envelope whose images are there both. */
  static Object without(Set<String> columns, ValueShape.Envelope envelope) {
    if (envelope.value() instanceof Struct struct) {
      return of(struct, columns);
    }
    Map<Object, @Nullable Object> made = new LinkedHashMap<>((Map<?, ?>) envelope.value());
    made.put("before", row(envelope.before(), columns));
    made.put("after", row(envelope.after(), columns));
    return made;
  }

  private static Struct of(Struct envelope, Set<String> columns) {
    Struct made = new Struct(envelope.schema());
    for (Field field : envelope.schema().fields()) {
      Object value = StructField.value(envelope, field);
      boolean image = field.name().equals("before") || field.name().equals("after");
      if (value != null) {
        made.put(field, image ? row(value, columns) : value);
      }
    }
    return made;
  }

  private static @Nullable Object row(@Nullable Object row, Set<String> columns) {
    if (row instanceof Struct struct) {
      Struct made = new Struct(struct.schema());
      for (Field field : struct.schema().fields()) {
        Object value = columns.contains(field.name()) ? null : StructField.value(struct, field);
        if (value != null) {
          made.put(field, value);
        }
      }
      return made;
    }
    if (row instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> made = new LinkedHashMap<>(map);
      made.keySet().removeAll(columns);
      return made;
    }
    return row;
  }
}
