package org.anabranch.sink.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * JSON of a column as a part of a document, and the other way round. Numbers keep their value, not
 * the type that a document had for it; what JSON does not have is Extended JSON.
 */
final class JsonDocuments {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  /** From here on the shortest text of a whole double may be another number. */
  private static final double ALL_DIGITS = 0x1p53;

  private JsonDocuments() {}

  /**
   * Reads JSON.
   *
   * @throws UnfitValueException where it is none, or has a number that no document can hold
   */
  static BsonValue read(String json) {
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      return value(in);
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      // Their messages have the text.
      throw new UnfitValueException("it is no JSON, or has a number that no document can hold");
    }
  }

  private static BsonValue value(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == null) {
      throw new UnfitValueException("it is no JSON");
    }
    return switch (token) {
      case START_OBJECT -> object(in);
      case START_ARRAY -> array(in);
      case VALUE_STRING -> new BsonString(in.getText());
      case VALUE_TRUE, VALUE_FALSE -> BsonBoolean.valueOf(in.getBooleanValue());
      case VALUE_NUMBER_INT -> integer(in.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> fraction(in.getDecimalValue());
      case VALUE_NULL -> BsonNull.VALUE;
      default -> throw new UnfitValueException("it is no JSON");
    };
  }

  private static BsonValue object(JsonParser in) throws IOException {
    BsonDocument document = new BsonDocument();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      document.put(name, value(in));
    }
    BsonValue meant = ExtendedValues.meant(document);
    return meant == null ? document : meant;
  }

  private static BsonArray array(JsonParser in) throws IOException {
    BsonArray array = new BsonArray();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(in));
    }
    return array;
  }

  private static BsonValue integer(BigInteger value) {
    if (value.bitLength() < Integer.SIZE) {
      return new BsonInt32(value.intValueExact());
    }
    return value.compareTo(LEAST) >= 0 && value.compareTo(MOST) <= 0
        ? new BsonInt64(value.longValueExact())
        : fraction(new BigDecimal(value));
  }

  /** A double, unless that would be another number. */
  private static BsonValue fraction(BigDecimal value) {
    double nearest = value.doubleValue();
    if (Double.isFinite(nearest) && Numbers.finite(nearest).compareTo(value) == 0) {
      return new BsonDouble(nearest);
    }
    return new BsonDecimal128(Numbers.decimal(value));
  }

  /**
   * Writes JSON.
   *
   * @throws UnfitValueException where a document in it would be read as another value
   */
  static String write(BsonValue value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      write(value, out);
    } catch (IOException e) {
      throw new IllegalStateException("A text in memory is always written", e);
    }
    return text.toString();
  }

  private static void write(BsonValue value, JsonGenerator out) throws IOException {
    switch (value.getBsonType()) {
      case DOCUMENT -> document(value.asDocument(), out);
      case ARRAY -> {
        out.writeStartArray();
        for (BsonValue element : value.asArray()) {
          write(element, out);
        }
        out.writeEndArray();
      }
      case STRING -> out.writeString(value.asString().getValue());
      case BOOLEAN -> out.writeBoolean(value.asBoolean().getValue());
      case INT32 -> out.writeNumber(value.asInt32().getValue());
      case INT64 -> out.writeNumber(value.asInt64().getValue());
      case NULL -> out.writeNull();
      default -> number(value, out);
    }
  }

  private static void number(BsonValue value, JsonGenerator out) throws IOException {
    if (value.isDouble() && Double.isFinite(value.asDouble().getValue())) {
      number(value.asDouble().getValue(), out);
    } else if (value.isDecimal128() && value.asDecimal128().getValue().isFinite()) {
      out.writeNumber(Numbers.exact(value.asDecimal128().getValue()));
    } else {
      out.writeRawValue(ExtendedValues.text(value));
    }
  }

  /** All digits of a whole number, and the point that makes it a double where it is read again. */
  private static void number(double value, JsonGenerator out) throws IOException {
    if (Math.abs(value) >= ALL_DIGITS && value == Math.rint(value)) {
      out.writeNumber(Numbers.finite(value).toPlainString() + ".0");
    } else {
      out.writeNumber(value);
    }
  }

  private static void document(BsonDocument document, JsonGenerator out) throws IOException {
    if (ExtendedValues.meant(document) != null) {
      throw new UnfitValueException(
          "a document in it is written as Extended JSON writes other values, such as"
              + " {\"$oid\": …}");
    }
    out.writeStartObject();
    for (Map.Entry<String, BsonValue> field : document.entrySet()) {
      out.writeFieldName(field.getKey());
      write(field.getValue(), out);
    }
    out.writeEndObject();
  }
}
