package org.anabranch.sink.document;

import org.bson.BSONException;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * Values of documents that JSON does not have, as MongoDB's Extended JSON writes them: objects
 * whose first field begins with a dollar sign.
 */
final class ExtendedValues {

  private static final String VALUE = "v";
  private static final JsonWriterSettings RELAXED =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();
  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private ExtendedValues() {}

  /** The text of a value, relaxed. */
  static String text(BsonValue value) {
    String wrapped = new BsonDocument(VALUE, value).toJson(RELAXED);
    return wrapped.substring(wrapped.indexOf(':') + 1, wrapped.lastIndexOf('}')).strip();
  }

  /** The value that an object means; null where it is just an object. */
  static @Nullable BsonValue meant(BsonDocument object) {
    if (object.isEmpty() || !object.getFirstKey().startsWith("$")) {
      return null;
    }
    BsonValue relaxed = meant(object, RELAXED);
    return relaxed == null ? meant(object, CANONICAL) : relaxed;
  }

  private static @Nullable BsonValue meant(BsonDocument object, JsonWriterSettings form) {
    try {
      BsonValue value = BsonDocument.parse(new BsonDocument(VALUE, object).toJson(form)).get(VALUE);
      return value == null || value.isDocument() ? null : value;
    } catch (BSONException | JsonParseException | IllegalArgumentException e) {
      return null;
    }
  }
}
