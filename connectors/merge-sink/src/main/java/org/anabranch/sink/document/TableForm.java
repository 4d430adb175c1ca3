package org.anabranch.sink.document;

import java.util.LinkedHashMap;
import java.util.Map;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.document.DocumentView;
import org.anabranch.records.mapping.ColumnType;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.MappedColumn;
import org.anabranch.records.mapping.MappedTable;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Arrival;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Documents of mapped tables as rows with all columns of the mapping. A field that is missing, or
 * null where the column is not JSON, is NULL. Rows stay as they are.
 */
public final class TableForm implements ArrivalForm {

  private final DocumentMapping mapping;

  public TableForm(DocumentMapping mapping) {
    this.mapping = mapping;
  }

  @Override
  public Arrival of(Arrival arrival) {
    MappingAgreement.check(arrival, mapping);
    MappedTable table = mapping.of(arrival.change().table());
    return table == null ? arrival : of(arrival, table);
  }

  private static Arrival of(Arrival arrival, MappedTable table) {
    RecordView key = arrival.key();
    return new Arrival(
        arrival.change(),
        key instanceof DocumentId id ? key(id, table) : key,
        row(arrival.before(), table),
        row(arrival.row(), table),
        arrival.place(),
        arrival.refusal());
  }

  private static RecordView key(DocumentId key, MappedTable table) {
    Map<String, TypedRow.Cell> cells = new LinkedHashMap<>();
    cells.put(table.id().name(), cell(key.id(), table.id(), table));
    return new TypedRow(cells);
  }

  private static @Nullable RecordView row(@Nullable RecordView row, MappedTable table) {
    return row instanceof DocumentView whole ? row(whole.document(), table) : row;
  }

  private static RecordView row(BsonDocument document, MappedTable table) {
    Map<String, TypedRow.Cell> cells = new LinkedHashMap<>();
    BsonDocument rest = document.clone();
    for (MappedColumn column : table.columns()) {
      cells.put(column.name(), cell(DocumentFields.get(document, column.path()), column, table));
      DocumentFields.remove(rest, column.path());
    }
    String column = table.rest();
    if (column != null) {
      cells.put(column, rest(rest, column, table));
    } else if (!rest.isEmpty()) {
      throw new IllegalArgumentException(
          "The field %s of the documents of %s is no column. Name it in document.mapping, or let a jsonb column have the rest (= *), in every connector"
              .formatted(DocumentFields.any(rest), table.table()));
    }
    return new TypedRow(cells);
  }

  private static TypedRow.Cell rest(BsonDocument rest, String column, MappedTable table) {
    try {
      return TypedRow.json(JsonDocuments.write(rest));
    } catch (UnfitValueException e) {
      throw e.in(table, column);
    }
  }

  private static TypedRow.Cell cell(
      @Nullable BsonValue value, MappedColumn column, MappedTable table) {
    ColumnType type = column.type();
    boolean json = type.scalar().isJson();
    if (value == null || (value.isNull() && !json)) {
      return TypedRow.NULL;
    }
    try {
      return json
          ? TypedRow.json(JsonDocuments.write(value))
          : new TypedRow.Cell(BsonToColumn.of(type, value), null);
    } catch (UnfitValueException e) {
      throw e.in(table, column.name());
    }
  }
}
