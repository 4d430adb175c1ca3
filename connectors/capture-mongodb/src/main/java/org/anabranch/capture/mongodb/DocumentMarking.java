package org.anabranch.capture.mongodb;

import io.debezium.data.Envelope;
import org.anabranch.capture.LogEvent;
import org.anabranch.capture.LogEvent.DocumentMarks;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedForm;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.bson.BsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/** Finds the sink's marks in what Debezium tells of documents, and takes them out. */
final class DocumentMarking {

  /** As Debezium writes documents. */
  @SuppressWarnings("deprecation") // there is no other name for what Debezium does
  private static final JsonWriterSettings STRICT =
      JsonWriterSettings.builder().outputMode(JsonMode.STRICT).build();

  private static final String FIELD = '"' + MarkedForm.FIELD + '"';
  private static final String REMOVED = '"' + SinkState.REMOVED + '"';

  private DocumentMarking() {}

  /** The marks of a write; null where there are none. */
  static @Nullable DocumentMarks of(Struct envelope) {
    String before = envelope.getString(Envelope.FieldName.BEFORE);
    String after = envelope.getString(Envelope.FieldName.AFTER);
    return mentions(before, FIELD) || mentions(after, FIELD)
        ? new DocumentMarks(read(before), read(after))
        : null;
  }

  private static @Nullable MarkedDocument read(@Nullable String document) {
    return document == null ? null : MarkedForm.read(BsonDocument.parse(document));
  }

  /** What a write of {@code anabranch.merged} says of deletes. */
  static LogEvent removing(Struct envelope) {
    String after = envelope.getString(Envelope.FieldName.AFTER);
    if (after == null || !mentions(after, REMOVED)) {
      return new LogEvent.Passed();
    }
    BsonDocument document = BsonDocument.parse(after);
    if (!document.isDocument(SinkState.REMOVED)) {
      return new LogEvent.Passed(); // something else is called so: a collection, an origin
    }
    BsonDocument removed = document.getDocument(SinkState.REMOVED);
    return new LogEvent.Removing(
        MarkedForm.writeId(removed), removed.getNumber(SinkState.SINCE).longValue());
  }

  /** A record's value without marks; itself where it has none. */
  static @Nullable Object withoutMarks(@Nullable Object value) {
    if (!(value instanceof Struct envelope) || !marked(envelope)) {
      return value;
    }
    Struct without = new Struct(envelope.schema());
    for (Field field : envelope.schema().fields()) {
      Object told = envelope.getWithoutDefault(field.name());
      boolean document = told instanceof String text && mentions(text, FIELD) && isImage(field);
      without.put(field, document ? withoutMark(String.valueOf(told)) : told);
    }
    return without;
  }

  private static boolean marked(Struct envelope) {
    return envelope.schema().fields().stream()
        .anyMatch(
            field ->
                isImage(field)
                    && envelope.getWithoutDefault(field.name()) instanceof String text
                    && mentions(text, FIELD));
  }

  private static boolean isImage(Field field) {
    return field.name().equals(Envelope.FieldName.BEFORE)
        || field.name().equals(Envelope.FieldName.AFTER);
  }

  private static String withoutMark(String document) {
    return MarkedForm.withoutMarker(BsonDocument.parse(document)).toJson(STRICT);
  }

  private static boolean mentions(@Nullable String document, String name) {
    return document != null && document.contains(name);
  }
}
