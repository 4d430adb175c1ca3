package org.anabranch.store.mongodb.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.document.DocumentView;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.FieldText;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.ToldColumns;
import org.anabranch.sink.store.StoreException;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The document that a row is to be. A change that carries a whole document makes the row exactly
 * that, without the fields that it has not; a row of columns changes these alone. What a change
 * does not carry, because it was withheld or left alone, stays as the collection has it.
 */
public final class RowDocument {

  private RowDocument() {}

  /**
   * The {@code _id} that names a row. Of a key of one column it is that column's value, whatever
   * its name; of several it is a document of them.
   *
   * @throws StoreException.RowsRefused where the arrival has no key
   */
  public static BsonValue id(Arrival arrival) {
    RecordView row = arrival.row() == null ? arrival.before() : arrival.row();
    if (row instanceof DocumentView whole) {
      BsonValue exact = whole.document().get(DocumentId.FIELD);
      if (exact != null) {
        return exact;
      }
    }
    RecordView key = arrival.key();
    if (key == null) {
      throw new StoreException.RowsRefused(
          "The change at " + arrival.place() + " has no key", null);
    }
    return id(key);
  }

  private static BsonValue id(RecordView key) {
    if (key instanceof DocumentId exact) {
      return exact.id();
    }
    List<String> columns = key.fields();
    if (columns.size() == 1) {
      return BsonValues.of(key.value(columns.get(0)));
    }
    BsonDocument id = new BsonDocument();
    columns.forEach(column -> id.put(column, BsonValues.of(key.value(column))));
    return id;
  }

  /**
   * What the row will be; null where the target says nothing of it.
   *
   * @param found the row as it is; null where there is none
   */
  public static @Nullable BsonDocument of(RowTarget target, @Nullable BsonDocument found) {
    BsonDocument written =
        new BsonDocument(
            DocumentId.FIELD, found == null ? id(target.arrival()) : DocumentId.in(found));
    ColumnTexts given = target.columns();
    if (given != null) {
      return columns(written, found, given, target.arrival());
    }
    RecordView row = target.arrival().row();
    if (row == null) {
      return null;
    }
    return row instanceof DocumentView whole
        ? whole(written, found, target.arrival(), whole.document())
        : carried(written, found, target.arrival(), row);
  }

  /** A field that comes to be is where the change has it, or else behind those that are there. */
  private static BsonDocument columns(
      BsonDocument written, @Nullable BsonDocument found, ColumnTexts given, Arrival arrival) {
    if (found != null && !given.has(FieldTexts.ORDER)) {
      written.putAll(found);
    }
    BsonDocument like =
        arrival.row() instanceof DocumentView whole ? whole.document() : new BsonDocument();
    for (String name : FieldTexts.ordered(given, like)) {
      String text = given.text(name);
      if (ColumnTexts.GONE.equals(text)) {
        written.remove(name);
      } else {
        written.put(name, FieldText.value(text));
      }
    }
    return written;
  }

  private static BsonDocument whole(
      BsonDocument written, @Nullable BsonDocument found, Arrival arrival, BsonDocument after) {
    Predicate<String> present = arrival.change().columns()::present;
    after.forEach(
        (name, value) -> {
          if (present.test(name)) {
            written.putIfAbsent(name, value);
          } else if (found != null && found.containsKey(name)) {
            written.put(name, found.get(name, BsonNull.VALUE));
          }
        });
    if (found != null) {
      found.forEach(
          (name, value) -> {
            if (!present.test(name)) {
              written.putIfAbsent(name, value);
            }
          });
    }
    return written;
  }

  private static BsonDocument carried(
      BsonDocument written, @Nullable BsonDocument found, Arrival arrival, RecordView row) {
    if (found != null) {
      written.putAll(found);
    }
    fields(arrival, row, arrival.change().columns()::present).forEach(written::put);
    return written;
  }

  /** The columns of a change in the words of the store. */
  public static ToldColumns told(Arrival arrival) {
    return new ToldColumns(
        told(arrival, arrival.before(), name -> true),
        told(arrival, arrival.row(), arrival.change().columns()::present));
  }

  private static @Nullable ColumnTexts told(
      Arrival arrival, @Nullable RecordView row, Predicate<String> present) {
    if (row == null) {
      return null;
    }
    if (row instanceof DocumentView whole && row.fields().stream().allMatch(present)) {
      return FieldTexts.of(whole.document());
    }
    return FieldTexts.of(fields(arrival, row, present));
  }

  /** The fields beside the key that a row has a value for. */
  private static Map<String, BsonValue> fields(
      Arrival arrival, RecordView row, Predicate<String> present) {
    RecordView key = arrival.key();
    Map<String, BsonValue> fields = new LinkedHashMap<>();
    for (String name : row.fields()) {
      if (!name.equals(DocumentId.FIELD) && (key == null || !key.has(name)) && present.test(name)) {
        fields.put(name, BsonValues.of(row.value(name)));
      }
    }
    return fields;
  }
}
