package org.anabranch.records.document;

import java.util.List;
import org.anabranch.records.view.RecordView;
import org.apache.kafka.connect.data.Schema;
import org.bson.BSONException;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/**
 * A whole document as a row: its fields of the first level are the columns, in their order. A field
 * that it does not have is missing in the document, which is not the same as null.
 *
 * @param document not changed by whoever has the view
 */
public record DocumentView(BsonDocument document) implements RecordView {

  /**
   * Reads a document as Debezium's connector for MongoDB writes it: in Extended JSON.
   *
   * @throws IllegalArgumentException where the text is no document; the message does not have it
   */
  public static DocumentView parse(String json) {
    try {
      return new DocumentView(BsonDocument.parse(json));
    } catch (BSONException | JsonParseException | IllegalArgumentException e) {
      // Their messages have the text.
      throw new IllegalArgumentException("The document is not extended JSON");
    }
  }

  @Override
  public List<String> fields() {
    return List.copyOf(document.keySet());
  }

  @Override
  public boolean has(String field) {
    return document.containsKey(field);
  }

  /** The value, exactly; null where the field is null or missing. */
  @Override
  public @Nullable BsonValue value(String field) {
    BsonValue value = document.get(field);
    return value == null || value.isNull() ? null : value;
  }

  @Override
  public @Nullable Schema schema(String field) {
    return null;
  }

  /** The names only: what fields hold is the users'. */
  @Override
  public String toString() {
    return document.keySet().toString();
  }
}
