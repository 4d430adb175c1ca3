package org.anabranch.sink.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.mapping.ColumnType;
import org.anabranch.records.mapping.ScalarType;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * BSON as what a column holds, for the store to write. Numbers of other types are taken where they
 * are the same number; everything else has to have the type of the mapping.
 */
final class BsonToColumn {

  private static final int UUID_BYTES = 16;

  private BsonToColumn() {}

  /**
   * The value for a column that is not JSON.
   *
   * @throws UnfitValueException where the column cannot hold it
   */
  static Object of(ColumnType type, BsonValue value) {
    try {
      return type.array() ? array(type, value) : scalar(type.scalar(), value);
    } catch (BsonInvalidOperationException | ArithmeticException e) {
      throw new UnfitValueException(
          "a " + value.getBsonType() + " in a document is not, or not exactly, " + type);
    }
  }

  private static Object scalar(ScalarType type, BsonValue value) {
    return switch (type) {
      case BOOL -> value.asBoolean().getValue();
      case INT2 -> (long) Numbers.exact(value).shortValueExact();
      case INT4 -> (long) Numbers.exact(value).intValueExact();
      case INT8 -> Numbers.exact(value).longValueExact();
      case FLOAT4 -> Numbers.isSpecial(value) ? Numbers.special(value) : exactReal(value);
      case FLOAT8 -> Numbers.isSpecial(value) ? Numbers.special(value) : exactDouble(value);
      case NUMERIC -> Numbers.isSpecial(value) ? Numbers.special(value) : Numbers.exact(value);
      case TEXT -> value.asString().getValue();
      case OBJECT_ID -> value.asObjectId().getValue().toHexString();
      case UUID -> uuid(value.asBinary());
      case TIMESTAMPTZ -> Moments.zoned(value.asDateTime().getValue());
      case TIMESTAMP -> Moments.unzoned(value.asDateTime().getValue());
      case DATE -> Moments.date(value.asDateTime().getValue());
      case BYTEA -> bytes(value.asBinary());
      case JSON, JSONB -> throw new IllegalArgumentException(type + " is written as JSON");
    };
  }

  private static Object exactDouble(BsonValue value) {
    BigDecimal exact = Numbers.exact(value);
    double nearest = exact.doubleValue();
    if (!Double.isFinite(nearest) || Numbers.finite(nearest).compareTo(exact) != 0) {
      throw new ArithmeticException("rounds");
    }
    return nearest;
  }

  private static Object exactReal(BsonValue value) {
    BigDecimal exact = Numbers.exact(value);
    float nearest = exact.floatValue();
    if (!Float.isFinite(nearest) || Numbers.finite(nearest).compareTo(exact) != 0) {
      throw new ArithmeticException("rounds");
    }
    return nearest;
  }

  private static String uuid(BsonBinary binary) {
    if (binary.getType() != BsonBinarySubType.UUID_STANDARD.getValue()) {
      throw new UnfitValueException(
          "a binary of subtype " + binary.getType() + " is no UUID, which has subtype 4");
    }
    if (binary.getData().length != UUID_BYTES) {
      throw new UnfitValueException("a binary of subtype 4 is no UUID, which has 16 bytes");
    }
    return binary.asUuid().toString();
  }

  private static byte[] bytes(BsonBinary binary) {
    if (binary.getType() != BsonBinarySubType.BINARY.getValue()) {
      throw new UnfitValueException(
          "a binary of subtype "
              + binary.getType()
              + " would lose its subtype; bytea is for subtype 0. Use a jsonb column");
    }
    return binary.getData();
  }

  private static List<@Nullable Object> array(ColumnType type, BsonValue value) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (BsonValue element : value.asArray()) {
      elements.add(element.isNull() ? null : scalar(type.scalar(), element));
    }
    return elements;
  }
}
