package org.anabranch.store.postgres.statement;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Arrival;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** The statements that make a table or a column for what changes carry. */
final class TableDefinition {

  private final SqlName table;
  private final Arrival example;

  /**
   * @param example a change with a row, from whose schema the types are taken
   */
  TableDefinition(SqlName table, Arrival example) {
    this.table = table;
    this.example = example;
  }

  /** CREATE TABLE with the key as its primary key. */
  String create() {
    RecordView key = RowShape.key(example);
    Set<String> fields = new LinkedHashSet<>(key.fields());
    RecordView row = example.row();
    if (row != null) {
      // The table's own order where the row tells it.
      fields = new LinkedHashSet<>(row.fields());
      fields.addAll(key.fields());
    }
    List<String> parts = new ArrayList<>();
    for (String field : fields) {
      Schema schema = schema(field);
      boolean required = schema != null && !schema.isOptional();
      parts.add(SqlName.quote(field) + " " + type(field, schema) + (required ? " NOT NULL" : ""));
    }
    parts.add("PRIMARY KEY (" + RowSql.columnList(key.fields()) + ")");
    return "CREATE TABLE IF NOT EXISTS " + table.sql() + " (" + String.join(", ", parts) + ")";
  }

  /** ALTER TABLE; the column may be null, because rows that are there have no value for it. */
  String addColumn(String field) {
    return "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s"
        .formatted(table.sql(), SqlName.quote(field), type(field, schema(field)));
  }

  private String type(String field, @Nullable Schema schema) {
    String type = ColumnDefinition.type(schema);
    if (type == null) {
      throw SqlFailures.misconfigured(
          "Column "
              + field
              + " of table "
              + table
              + " is missing, and its records do not tell its type. Create it as it is at its"
              + " origin");
    }
    return type;
  }

  private @Nullable Schema schema(String field) {
    RecordView row = example.row();
    return row != null && row.has(field) ? row.schema(field) : RowShape.key(example).schema(field);
  }
}
