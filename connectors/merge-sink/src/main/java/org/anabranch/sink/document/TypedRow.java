package org.anabranch.sink.document;

import java.util.List;
import java.util.Map;
import org.anabranch.records.view.RecordView;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** A row that was a document. */
record TypedRow(Map<String, Cell> cells) implements RecordView {

  /** As captures of tables tell JSON. */
  private static final Schema JSON =
      SchemaBuilder.string().name("io.debezium.data.Json").optional().build();

  /** A column that is NULL. */
  static final Cell NULL = new Cell(null, null);

  /**
   * What a column has.
   *
   * @param schema null where the value's class says all
   */
  record Cell(@Nullable Object value, @Nullable Schema schema) {

    /** What columns hold is the users'. */
    @Override
    public String toString() {
      return value == null ? "null" : value.getClass().getSimpleName();
    }
  }

  static Cell json(String text) {
    return new Cell(text, JSON);
  }

  @Override
  public List<String> fields() {
    return List.copyOf(cells.keySet());
  }

  @Override
  public boolean has(String field) {
    return cells.containsKey(field);
  }

  @Override
  public @Nullable Object value(String field) {
    Cell cell = cells.get(field);
    return cell == null ? null : cell.value();
  }

  @Override
  public @Nullable Schema schema(String field) {
    Cell cell = cells.get(field);
    return cell == null ? null : cell.schema();
  }

  /** The names only. */
  @Override
  public String toString() {
    return cells.keySet().toString();
  }
}
