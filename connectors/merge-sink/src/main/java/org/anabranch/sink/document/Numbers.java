package org.anabranch.sink.document;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;
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
    return finite(value);
  }

  /**
   * What a double means: a whole one itself, since its shortest text has zeros for digits that it
   * has; any other one the number with the fewest digits that is read as this double.
   */
  static BigDecimal finite(double value) {
    BigDecimal itself = new BigDecimal(value);
    return value == Math.rint(value)
        ? itself
        : fewest(
            itself,
            new BigDecimal(Double.toString(value)),
            shorter -> shorter.doubleValue() == value);
  }

  /** The same for a float. */
  static BigDecimal finite(float value) {
    BigDecimal itself = new BigDecimal(value);
    return value == Math.rint(value)
        ? itself
        : fewest(
            itself,
            new BigDecimal(Float.toString(value)),
            shorter -> shorter.floatValue() == value);
  }

  /** Java's own text has more digits than are needed before Java 19 (JDK-4511638). */
  private static BigDecimal fewest(
      BigDecimal value, BigDecimal text, Predicate<BigDecimal> isRead) {
    BigDecimal fewest = text;
    for (int digits = text.precision() - 1; digits > 0; digits--) {
      BigDecimal shorter = value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (!isRead.test(shorter)) {
        return fewest;
      }
      fewest = shorter;
    }
    return fewest;
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
