package org.anabranch.store.mongodb.document;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.anabranch.sink.store.StoreException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** Values of Connect as BSON. */
public final class BsonValues {

  private BsonValues() {}

  /**
   * A value of a record as BSON; one that is BSON already stays what it is.
   *
   * @throws StoreException.RowsRefused where MongoDB has no such value
   */
  public static BsonValue of(@Nullable Object value) {
    if (value == null) {
      return BsonNull.VALUE;
    } else if (value instanceof BsonValue exact) {
      return exact;
    } else if (value instanceof CharSequence text) {
      return new BsonString(text.toString());
    } else if (value instanceof Boolean bool) {
      return BsonBoolean.valueOf(bool);
    } else if (value instanceof Number number) {
      return ofNumber(number);
    } else if (value instanceof Date date) {
      return new BsonDateTime(date.toInstant().toEpochMilli());
    } else if (value instanceof byte[] bytes) {
      return new BsonBinary(bytes);
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return new BsonBinary(bytes);
    }
    return ofMany(value);
  }

  private static BsonValue ofNumber(Number number) {
    if (number instanceof Long) {
      return new BsonInt64(number.longValue());
    } else if (number instanceof Float || number instanceof Double) {
      return new BsonDouble(number.doubleValue());
    } else if (number instanceof BigDecimal decimal) {
      try {
        return new BsonDecimal128(new Decimal128(decimal));
      } catch (NumberFormatException e) {
        throw new StoreException.RowsRefused(
            "A number has more digits than MongoDB's Decimal128 holds", null);
      }
    }
    return new BsonInt32(number.intValue());
  }

  private static BsonValue ofMany(Object value) {
    if (value instanceof List<?> list) {
      BsonArray array = new BsonArray();
      list.forEach(element -> array.add(of(element)));
      return array;
    } else if (value instanceof Map<?, ?> map) {
      BsonDocument document = new BsonDocument();
      map.forEach((name, element) -> document.put(String.valueOf(name), of(element)));
      return document;
    } else if (value instanceof Struct struct) {
      BsonDocument document = new BsonDocument();
      for (Field field : struct.schema().fields()) {
        document.put(field.name(), of(struct.get(field)));
      }
      return document;
    }
    throw new StoreException.RowsRefused(
        "MongoDB has no value for the type " + value.getClass().getName(), null);
  }
}
