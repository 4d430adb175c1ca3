package org.anabranch.records.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.anabranch.records.bytes.ByteWriter;
import org.anabranch.records.key.CanonicalKey;
import org.bson.BSONException;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;
import org.bson.types.Decimal128;

/**
 * The canonical bytes of a document's {@code _id}, as those of a row whose only key column it is. A
 * string, an integer or a UUID has the bytes that the same value has as a column of a table; values
 * that MongoDB's own unique index takes for equal have equal bytes, whatever their types.
 * docs/formats/keys.md has the vectors.
 */
public final class DocumentKey {

  private static final int OBJECT_ID = 8;
  private static final int BINARY = 9;
  private static final int DATE = 10;
  private static final int TIMESTAMP = 11;
  private static final int DOCUMENT = 12;
  private static final int ARRAY = 13;
  private static final int MIN_KEY = 14;
  private static final int MAX_KEY = 15;

  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int EXPECTED_SIZE = 48;
  private static final int UUID_SIZE = 16;

  private DocumentKey() {}

  /**
   * The bytes of an {@code _id}.
   *
   * @throws IllegalArgumentException where its type cannot be part of a key, naming the type
   */
  public static byte[] of(BsonValue id) {
    ByteWriter out = new ByteWriter(EXPECTED_SIZE);
    write(out, id);
    return out.toBytes();
  }

  /**
   * Reads an {@code _id} as Debezium writes it into a record's key: one value of MongoDB's extended
   * JSON, relaxed or canonical. Relaxed JSON has lost the width of numbers, which {@link #of} does
   * not look at.
   *
   * @throws IllegalArgumentException where the text is no such value; the message does not have it
   */
  public static BsonValue parse(String json) {
    try {
      return BsonDocument.parse("{\"_id\":" + json + "}").get("_id", BsonNull.VALUE);
    } catch (BSONException | JsonParseException | IllegalArgumentException e) {
      // Their messages have the text.
      throw new IllegalArgumentException("The _id is not extended JSON");
    }
  }

  private static void write(ByteWriter out, BsonValue value) {
    switch (value.getBsonType()) {
      case NULL -> out.octet(0);
      case BOOLEAN -> CanonicalKey.append(out, value.asBoolean().getValue());
      case INT32 -> CanonicalKey.append(out, value.asInt32().getValue());
      case INT64 -> CanonicalKey.append(out, value.asInt64().getValue());
      case DOUBLE -> writeDouble(out, value.asDouble().getValue());
      case DECIMAL128 -> writeDecimal(out, value.asDecimal128().getValue());
      case STRING -> CanonicalKey.append(out, value.asString().getValue());
      case SYMBOL -> CanonicalKey.append(out, value.asSymbol().getSymbol());
      case BINARY -> writeBinary(out, value.asBinary());
      default -> writeOther(out, value);
    }
  }

  private static void writeOther(ByteWriter out, BsonValue value) {
    switch (value.getBsonType()) {
      case OBJECT_ID -> {
        out.octet(OBJECT_ID);
        out.bytes(value.asObjectId().getValue().toByteArray());
      }
      case DATE_TIME -> {
        out.octet(DATE);
        out.int64(value.asDateTime().getValue());
      }
      case TIMESTAMP -> {
        BsonTimestamp timestamp = value.asTimestamp();
        out.octet(TIMESTAMP);
        out.int64(timestamp.getValue());
      }
      case DOCUMENT -> writeDocument(out, value.asDocument());
      case ARRAY -> {
        out.octet(ARRAY);
        out.varint(value.asArray().size());
        value.asArray().forEach(element -> write(out, element));
      }
      case MIN_KEY -> out.octet(MIN_KEY);
      case MAX_KEY -> out.octet(MAX_KEY);
      default ->
          throw new IllegalArgumentException(
              "An _id that is or contains a "
                  + value.getBsonType()
                  + " cannot be told apart in other regions");
    }
  }

  /** MongoDB tells documents apart by the order of their fields. */
  private static void writeDocument(ByteWriter out, BsonDocument document) {
    out.octet(DOCUMENT);
    out.varint(document.size());
    for (Map.Entry<String, BsonValue> field : document.entrySet()) {
      out.text(field.getKey());
      write(out, field.getValue());
    }
  }

  private static void writeDouble(ByteWriter out, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      CanonicalKey.append(out, value);
    } else {
      writeNumber(out, new BigDecimal(value));
    }
  }

  private static void writeDecimal(ByteWriter out, Decimal128 value) {
    if (value.isNaN() || value.isInfinite()) {
      CanonicalKey.append(out, value.doubleValue());
    } else if (value.isNegative() && value.doubleValue() == 0 && isZero(value)) {
      CanonicalKey.append(out, 0L);
    } else {
      writeNumber(out, value.bigDecimalValue());
    }
  }

  /** Negative zero has no {@link BigDecimal}. */
  private static boolean isZero(Decimal128 value) {
    return value.toString().chars().takeWhile(c -> c != 'E').noneMatch(c -> c >= '1' && c <= '9');
  }

  /** One number has one form: an integer wherever it fits into 64 bits, else an exact decimal. */
  private static void writeNumber(ByteWriter out, BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    boolean whole = plain.scale() <= 0 && plain.precision() - plain.scale() <= 19;
    BigInteger integer = whole ? plain.toBigIntegerExact() : BigInteger.ZERO;
    if (whole && integer.compareTo(LEAST) >= 0 && integer.compareTo(MOST) <= 0) {
      CanonicalKey.append(out, integer.longValueExact());
    } else {
      CanonicalKey.append(out, plain);
    }
  }

  private static void writeBinary(ByteWriter out, BsonBinary binary) {
    byte[] bytes = binary.getData();
    byte type = binary.getType();
    if (type == BsonBinarySubType.UUID_STANDARD.getValue() && bytes.length == UUID_SIZE) {
      CanonicalKey.append(out, binary.asUuid().toString());
    } else if (type == BsonBinarySubType.BINARY.getValue()) {
      CanonicalKey.append(out, bytes);
    } else {
      out.octet(BINARY);
      out.octet(type);
      out.varint(bytes.length);
      out.bytes(bytes);
    }
  }
}
