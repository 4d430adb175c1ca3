package org.anabranch.capture.postgres;

import io.debezium.relational.Column;
import io.debezium.relational.ColumnEditor;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Converts every column as Debezium does, but for values that the log does not hold: there it puts
 * a marker. Debezium itself has placeholders for some types only; numerics and most arrays
 * (embeddings among them) would fail or turn into null.
 *
 * <p>Columns of types that Debezium would change or leave out travel in a form of ours, which
 * {@link ColumnValues} decides on.
 */
public final class UnchangedConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {

  static final String ID = "markers";

  private @Nullable UnchangedMarkers markers;

  @Override
  public void configure(Properties properties) {
    markers = UnchangedMarkers.byId(properties.getProperty(ID));
  }

  @Override
  public void converterFor(RelationalColumn declared, ConverterRegistration<SchemaBuilder> out) {
    UnchangedMarkers found = markers;
    if (found == null) {
      throw new IllegalStateException("The converter was not configured");
    }
    ColumnValues values = found.values();
    Column column = column(declared);
    SchemaBuilder schema = values.schema(declared.dataCollection(), column);
    out.register(
        schema,
        new MarkingConversion(declared, schema, found, field -> values.converter(column, field))
            ::convert);
  }

  private static Column column(RelationalColumn declared) {
    ColumnEditor editor =
        Column.editor()
            .name(declared.name())
            .type(declared.typeName(), declared.typeExpression())
            .jdbcType(declared.jdbcType())
            .nativeType(declared.nativeType())
            .optional(declared.isOptional());
    declared.length().ifPresent(editor::length);
    declared.scale().ifPresent(editor::scale);
    return editor.create();
  }
}
