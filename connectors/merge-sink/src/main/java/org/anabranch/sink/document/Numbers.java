package org.anabranch.sink.document;

import java.math.BigDecimal;
import org.bson.BsonValue;
import org.bson.types.Decimal128;

/** Numbers that have to stay what they are. */
final class Numbers {

  private Numbers() {}

  /**
   * As MongoDB's decimal.
   *
   * @throws UnfitValueException where that has not as many digits
   */
  static Decimal128 decimal(BigDecimal value) {
    try {
      return new Decimal128(value);
    } catch (NumberFormatException e) {
      throw new UnfitValueException("a number has more digits than MongoDB's Decimal128 holds");
    }
  }

  /** The number; negative zero, which no other type here has, is zero. */
  static BigDecimal exact(Decimal128 value) {
    try {
      return value.bigDecimalValue();
    } catch (ArithmeticException e) {
      return BigDecimal.ZERO;
    }
  }

  /**
   * A number of whatever type.
   *
   * @throws UnfitValueException where it is no number, or none that can be counted with
   */
  static BigDecimal exact(BsonValue value) {
    return switch (value.getBsonType()) {
      case INT32 -> BigDecimal.valueOf(value.asInt32().getValue());
      case INT64 -> BigDecimal.valueOf(value.asInt64().getValue());
      case DOUBLE -> exact(value.asDouble().getValue());
      case DECIMAL128 -> {
        Decimal128 decimal = value.asDecimal128().getValue();
        if (!decimal.isFinite()) {
          throw new UnfitValueException("it is no number or without end");
        }
        yield exact(decimal);
      }
      default -> throw new UnfitValueException("a " + value.getBsonType() + " is no number");
    };
  }

  private static BigDecimal exact(double value) {
    if (!Double.isFinite(value)) {
      throw new UnfitValueException("it is no number or without end");
    }
    return new BigDecimal(Double.toString(value));
  }

  /** Whether a number is not a number, or without end: what tables and documents both have. */
  static boolean isSpecial(BsonValue value) {
    return (value.isDouble() && !Double.isFinite(value.asDouble().getValue()))
        || (value.isDecimal128() && !value.asDecimal128().getValue().isFinite());
  }

  /** Such a number as a double. */
  static double special(BsonValue value) {
    return value.isDouble()
        ? value.asDouble().getValue()
        : value.asDecimal128().getValue().isNaN()
            ? Double.NaN
            : value.asDecimal128().getValue().isNegative()
                ? Double.NEGATIVE_INFINITY
                : Double.POSITIVE_INFINITY;
  }
}
