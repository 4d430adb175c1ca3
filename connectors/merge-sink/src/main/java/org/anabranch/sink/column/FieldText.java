package org.anabranch.sink.column;

import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * A value of a document as text, from which it comes back exactly. A string is its own text, null
 * has none; all other values are {@code $bson:} and canonical Extended JSON, and so is a string
 * that begins like that, or with a NUL, as what stands for no value does ({@link
 * ColumnTexts#GONE}).
 */
public final class FieldText {

  private static final String MARK = "$bson:";
  private static final String VALUE = "v";
  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private FieldText() {}

  /** The text of a value; null for null. */
  public static @Nullable String of(BsonValue value) {
    if (value.isNull()) {
      return null;
    }
    if (value.isString() && isPlain(value.asString().getValue())) {
      return value.asString().getValue();
    }
    return MARK + new BsonDocument(VALUE, value).toJson(CANONICAL);
  }

  private static boolean isPlain(String text) {
    return !text.startsWith(MARK) && (text.isEmpty() || text.charAt(0) != '\0');
  }

  /** The value that a text tells. */
  public static BsonValue value(@Nullable String text) {
    if (text == null) {
      return BsonNull.VALUE;
    }
    return text.startsWith(MARK)
        ? BsonDocument.parse(text.substring(MARK.length())).get(VALUE, BsonNull.VALUE)
        : new BsonString(text);
  }
}
