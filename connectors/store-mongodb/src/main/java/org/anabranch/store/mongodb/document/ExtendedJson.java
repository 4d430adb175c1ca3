package org.anabranch.store.mongodb.document;

import org.anabranch.records.document.DocumentId;
import org.anabranch.records.document.DocumentView;
import org.anabranch.records.view.RecordView;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/** Documents in canonical Extended JSON, which keeps every type, for people and for conflicts. */
public final class ExtendedJson {

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private ExtendedJson() {}

  /** Of a document. */
  public static String of(BsonDocument document) {
    return document.toJson(CANONICAL);
  }

  /** A row that a record carries, as a document. */
  public static BsonDocument document(RecordView row) {
    if (row instanceof DocumentView whole) {
      return whole.document();
    }
    if (row instanceof DocumentId key) {
      return new BsonDocument(DocumentId.FIELD, key.id());
    }
    BsonDocument document = new BsonDocument();
    for (String field : row.fields()) {
      document.put(field, BsonValues.of(row.value(field)));
    }
    return document;
  }

  /** What was told as JSON. */
  public static BsonValue read(@Nullable String json) {
    return json == null ? BsonNull.VALUE : BsonDocument.parse(json);
  }
}
