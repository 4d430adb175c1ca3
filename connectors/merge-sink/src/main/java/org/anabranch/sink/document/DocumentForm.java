package org.anabranch.sink.document;

import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.document.DocumentView;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.MappedColumn;
import org.anabranch.records.mapping.MappedTable;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Arrival;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Rows of mapped tables as documents. A column that is NULL is a field that is missing; a JSON null
 * is a field that is null. Documents stay as they are.
 */
public final class DocumentForm implements ArrivalForm {

  private final DocumentMapping mapping;

  public DocumentForm(DocumentMapping mapping) {
    this.mapping = mapping;
  }

  @Override
  public Arrival of(Arrival arrival) {
    refuseTaken(arrival.change().table());
    MappingAgreement.check(arrival, mapping);
    MappedTable table = mapping.of(arrival.change().table());
    return table == null ? arrival : of(arrival, table);
  }

  private void refuseTaken(TableName table) {
    if (mapping.isCollectionOfAnother(table)) {
      throw new IllegalArgumentException(
          "%s is the collection of %s in document.mapping, so no table can have this name. Name the table there with a collection of its own, or leave it out of the captures"
              .formatted(table, mapping.tableOf(table)));
    }
  }

  private static Arrival of(Arrival arrival, MappedTable table) {
    RecordView key = arrival.key();
    return new Arrival(
        arrival.change(),
        key == null ? null : key(key, table),
        row(arrival.before(), table),
        row(whole(arrival.row(), table), table),
        arrival.place(),
        arrival.refusal());
  }

  private static RecordView key(RecordView key, MappedTable table) {
    if (key instanceof DocumentId) {
      return key;
    }
    BsonValue id = id(key, table);
    if (id == null || key.fields().size() != 1) {
      throw new IllegalArgumentException(
          "%s is mapped by its key column '%s', and the record's key is another. Name the table's key in document.mapping"
              .formatted(table.table(), table.id().name()));
    }
    return table.key(id);
  }

  private static @Nullable BsonValue id(RecordView row, MappedTable table) {
    return value(row, table.id(), table);
  }

  private static @Nullable RecordView row(@Nullable RecordView row, MappedTable table) {
    return row == null || row instanceof DocumentView ? row : document(row, table);
  }

  /** What the capture leaves out would be told as NULL, and be written so everywhere else. */
  private static @Nullable RecordView whole(@Nullable RecordView row, MappedTable table) {
    if (row == null || row instanceof DocumentView) {
      return row;
    }
    for (MappedColumn column : table.columns()) {
      checkPresent(row, column.name(), table);
    }
    String rest = table.rest();
    if (rest != null) {
      checkPresent(row, rest, table);
    }
    return row;
  }

  private static void checkPresent(RecordView row, String column, MappedTable table) {
    if (!row.has(column)) {
      throw new IllegalArgumentException(
          "The row lacks column '%s' of %s, which document.mapping names. The capture must not leave out columns of mapped tables, as column.exclude.list and column.include.list do"
              .formatted(column, table.table()));
    }
  }

  private static RecordView document(RecordView row, MappedTable table) {
    checkNamed(row, table);
    BsonDocument document = new BsonDocument();
    for (MappedColumn column : table.columns()) {
      BsonValue value = value(row, column, table);
      if (value != null) {
        DocumentFields.put(document, column.path(), value);
      }
    }
    if (!document.containsKey(DocumentId.FIELD)) {
      throw new IllegalArgumentException(
          "The row has no '%s', which is the _id of its document".formatted(table.id().name()));
    }
    String rest = table.rest();
    if (rest != null) {
      addRest(document, row, rest, table);
    }
    return new DocumentView(document);
  }

  /** Nothing is lost: a column that is not mapped has to be NULL. */
  private static void checkNamed(RecordView row, MappedTable table) {
    for (String column : row.fields()) {
      if (!table.has(column) && row.value(column) != null) {
        throw new IllegalArgumentException(
            "Column '%s' of %s has no place in its documents. Name it in document.mapping, in every connector; a generated column belongs into column.exclude.list of the capture instead"
                .formatted(column, table.table()));
      }
    }
  }

  private static @Nullable BsonValue value(RecordView row, MappedColumn column, MappedTable table) {
    String name = column.name();
    Object value = row.value(name);
    if (value == null) {
      return null;
    }
    try {
      return ColumnToBson.of(column.type(), row.schema(name), value);
    } catch (UnfitValueException e) {
      throw e.in(table, name);
    }
  }

  private static void addRest(
      BsonDocument document, RecordView row, String column, MappedTable table) {
    Object value = row.value(column);
    if (value == null) {
      return;
    }
    try {
      if (!(value instanceof String text)) {
        throw new UnfitValueException("the value is no text, as JSON is told. Mend the type");
      }
      BsonValue rest = JsonDocuments.read(text);
      if (!rest.isDocument()) {
        throw new UnfitValueException("what is left of a document is an object, and this is not");
      }
      checkNames(rest.asDocument());
      for (MappedColumn mapped : table.columns()) {
        if (DocumentFields.get(rest.asDocument(), mapped.path()) != null) {
          throw new UnfitValueException(
              "it has a field " + mapped.path() + ", which is column '" + mapped.name() + "'");
        }
      }
      DocumentFields.putAll(document, rest.asDocument());
    } catch (UnfitValueException e) {
      throw e.in(table, column);
    }
  }

  /** The driver and the server take a replacement with such a name for an update. */
  private static void checkNames(BsonDocument rest) {
    if (rest.keySet().stream().anyMatch(name -> name.startsWith("$"))) {
      throw new UnfitValueException(
          "a field begins with a dollar sign, which MongoDB takes only inside of other fields");
    }
  }
}
