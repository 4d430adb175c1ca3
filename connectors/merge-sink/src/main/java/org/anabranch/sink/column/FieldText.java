package org.anabranch.sink.column;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * A value of a document as text, from which it comes back exactly. A string is its own text, null
 * has none; all other values are {@code $bson:} and canonical Extended JSON, and so is a string
 * that begins like that, or with a NUL, as what stands for no value does ({@link
 * ColumnTexts#GONE}). Extended JSON has names of its own ({@code $numberLong}, {@code $code}); a
 * document that bears them as names of fields would come back as another value, or not at all, and
 * is {@code $bson:} and the base64 of its BSON instead.
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
    BsonDocument wrapped = new BsonDocument(VALUE, value);
    String json = wrapped.toJson(CANONICAL);
    return MARK + (hasNameOfExtendedJson(value) && !isRead(json, wrapped) ? base64(wrapped) : json);
  }

  /** Only documents that have such a name can be read as something else. */
  private static boolean hasNameOfExtendedJson(BsonValue value) {
    if (value.isArray()) {
      return value.asArray().stream().anyMatch(FieldText::hasNameOfExtendedJson);
    }
    if (value.isJavaScriptWithScope()) {
      return hasNameOfExtendedJson(value.asJavaScriptWithScope().getScope());
    }
    return value.isDocument()
        && value.asDocument().entrySet().stream()
            .anyMatch(
                field -> field.getKey().startsWith("$") || hasNameOfExtendedJson(field.getValue()));
  }

  private static boolean isRead(String json, BsonDocument wrapped) {
    try {
      return BsonDocument.parse(json).equals(wrapped);
    } catch (JsonParseException | BsonInvalidOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String base64(BsonDocument wrapped) {
    try (BasicOutputBuffer out = new BasicOutputBuffer();
        BsonBinaryWriter writer = new BsonBinaryWriter(out)) {
      new BsonDocumentCodec().encode(writer, wrapped, EncoderContext.builder().build());
      return Base64.getEncoder().encodeToString(out.toByteArray());
    }
  }

  private static BsonDocument ofBase64(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    try (BsonBinaryReader reader = new BsonBinaryReader(bytes)) {
      return new BsonDocumentCodec().decode(reader, DecoderContext.builder().build());
    }
  }

  private static boolean isPlain(String text) {
    return !text.startsWith(MARK) && (text.isEmpty() || text.charAt(0) != '\0');
  }

  /** The value that a text tells. */
  public static BsonValue value(@Nullable String text) {
    if (text == null) {
      return BsonNull.VALUE;
    }
    if (!text.startsWith(MARK)) {
      return new BsonString(text);
    }
    String form = text.substring(MARK.length());
    BsonDocument wrapped = form.startsWith("{") ? BsonDocument.parse(form) : ofBase64(form);
    return wrapped.get(VALUE, BsonNull.VALUE);
  }
}
