package org.anabranch.sink.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.anabranch.records.mapping.ColumnType;
import org.anabranch.records.mapping.ScalarType;
import org.anabranch.sink.column.ArrayElements;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What a column holds, in the form in which records carry it (docs/types.md), as BSON. */
final class ColumnToBson {

  private static final int UUID_LENGTH = 36;
  private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{24}");

  private ColumnToBson() {}

  /**
   * The value for a document.
   *
   * @param schema null where the record has none
   * @throws UnfitValueException where the value is not of the type, or has no equal in MongoDB
   */
  static BsonValue of(ColumnType type, @Nullable Schema schema, Object value) {
    try {
      return type.array() ? array(type.scalar(), value) : scalar(type.scalar(), schema, value);
    } catch (ClassCastException
        | ArithmeticException
        | DateTimeException
        | IllegalArgumentException e) {
      // Their messages may have the value.
      throw new UnfitValueException(
          "the value is not " + type + ", or has no equal in documents. Mend the type");
    }
  }

  private static BsonValue scalar(ScalarType type, @Nullable Schema schema, Object value) {
    return switch (type) {
      case BOOL -> BsonBoolean.valueOf((Boolean) value);
      case INT2, INT4 -> new BsonInt32(Math.toIntExact(integer(value)));
      case INT8 -> new BsonInt64(integer(value));
      case FLOAT4 -> new BsonDouble(real(Float.parseFloat(value.toString())));
      case FLOAT8 -> new BsonDouble(Double.parseDouble(value.toString()));
      case NUMERIC -> new BsonDecimal128(numeric(schema, value));
      case TEXT -> new BsonString((String) value);
      case OBJECT_ID -> objectId((String) value);
      case UUID -> new BsonBinary(uuid((String) value));
      case TIMESTAMPTZ, TIMESTAMP -> new BsonDateTime(Moments.millis(schema, value));
      case DATE -> new BsonDateTime(Moments.millisOfDay(schema, value));
      case BYTEA -> new BsonBinary(bytes(schema, value));
      case JSON, JSONB -> JsonDocuments.read((String) value);
    };
  }

  private static long integer(Object value) {
    if (value instanceof Float || value instanceof Double) {
      throw new ArithmeticException("not an integer");
    }
    return ((Number) value).longValue();
  }

  /** A whole float is a double; of others the shortest text is what is meant. */
  private static double real(float value) {
    return Float.isNaN(value) || value == Math.rint(value)
        ? value
        : Numbers.finite(value).doubleValue();
  }

  private static Decimal128 numeric(@Nullable Schema schema, Object value) {
    if (value instanceof Struct variable) {
      return Numbers.decimal(
          new BigDecimal(
              new BigInteger(bytes(schema, variable.get("value"))), variable.getInt32("scale")));
    } else if (value instanceof BigDecimal decimal) {
      return Numbers.decimal(decimal);
    } else if (value instanceof Number number) {
      return Numbers.decimal(new BigDecimal(number.toString()));
    } else if (schema == null) {
      throw new UnfitValueException(
          "a number in text or in base64? Use a converter with schemas, for example"
              + " value.converter.schemas.enable=true");
    }
    return numeric((String) value);
  }

  private static Decimal128 numeric(String text) {
    return switch (text) {
      case "NaN", "NAN" -> Decimal128.NaN;
      case "Infinity", "POSITIVE_INFINITY" -> Decimal128.POSITIVE_INFINITY;
      case "-Infinity", "NEGATIVE_INFINITY" -> Decimal128.NEGATIVE_INFINITY;
      default -> Numbers.decimal(new BigDecimal(text));
    };
  }

  /** One ObjectId has one text, so that it is one key. */
  private static BsonObjectId objectId(String text) {
    if (!OBJECT_ID.matcher(text).matches()) {
      throw new UnfitValueException(
          "the text is no ObjectId, which has 24 hexadecimal digits, in lower case");
    }
    return new BsonObjectId(new ObjectId(text));
  }

  private static UUID uuid(String text) {
    if (text.length() != UUID_LENGTH) {
      throw new IllegalArgumentException("not a UUID");
    }
    return UUID.fromString(text);
  }

  private static byte[] bytes(@Nullable Schema schema, Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    // Without schemas the JSON converter writes bytes in base64.
    return value instanceof String text && schema == null
        ? Base64.getDecoder().decode(text)
        : (byte[]) value;
  }

  private static BsonArray array(ScalarType type, Object value) {
    List<BsonValue> elements = new ArrayList<>();
    for (String element : ArrayElements.read((String) value)) {
      elements.add(element.equals("NULL") ? BsonNull.VALUE : element(type, element));
    }
    if (!((String) value).startsWith("{")) {
      throw new UnfitValueException("arrays that begin elsewhere than at 1 have no equal");
    }
    return new BsonArray(elements);
  }

  private static BsonValue element(ScalarType type, String written) {
    if (written.startsWith("{")) {
      throw new UnfitValueException("arrays of several dimensions cannot be told apart from JSON");
    }
    String text = unquoted(written);
    return switch (type) {
      case BOOL -> BsonBoolean.valueOf(text.equals("t"));
      case INT2, INT4 -> new BsonInt32(Integer.parseInt(text));
      case INT8 -> new BsonInt64(Long.parseLong(text));
      case NUMERIC -> new BsonDecimal128(numeric(text));
      default -> scalar(type, null, text);
    };
  }

  private static String unquoted(String written) {
    if (!written.startsWith("\"")) {
      return written;
    }
    StringBuilder text = new StringBuilder();
    for (int at = 1; at < written.length() - 1; at++) {
      char c = written.charAt(at);
      text.append(c == '\\' ? written.charAt(++at) : c);
    }
    return text.toString();
  }
}
