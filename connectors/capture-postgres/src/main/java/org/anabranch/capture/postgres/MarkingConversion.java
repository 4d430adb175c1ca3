package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.relational.ValueConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Converts one column's values as Debezium does, but for those that the log does not hold.
 *
 * <p>Debezium adds to the column's schema after it was registered (optional, default, comments),
 * and structs are only accepted under the very schema of their field; so the conversion is made
 * when the first row comes.
 */
final class MarkingConversion {

  private final RelationalColumn column;
  private final SchemaBuilder schema;
  private final UnchangedMarkers markers;
  private final Function<Field, ValueConverter> converters;
  private @Nullable ValueConverter converter;
  private @Nullable Object marker;

  MarkingConversion(
      RelationalColumn column,
      SchemaBuilder schema,
      UnchangedMarkers markers,
      Function<Field, ValueConverter> converters) {
    this.column = column;
    this.schema = schema;
    this.markers = markers;
    this.converters = converters;
  }

  synchronized @Nullable Object convert(@Nullable Object data) {
    // The column's default comes through here while the schema is made, converted already.
    if (data != null && data == column.defaultValue()) {
      return data;
    }
    if (UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(data)) {
      if (marker == null) {
        marker = markers.create(schema.build());
      }
      return marker;
    }
    ValueConverter made = converter;
    if (made == null) {
      made = converters.apply(new Field(column.name(), 0, schema.build()));
      converter = made;
    }
    return made.convert(data);
  }
}
