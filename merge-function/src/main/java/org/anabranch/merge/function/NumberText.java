package org.anabranch.merge.function;

import java.math.BigDecimal;

/** Numbers as Postgres tells them. */
final class NumberText {

  // What a numeric can hold, by the documentation of Postgres.
  private static final int DIGITS_BEFORE_POINT_MAX = 131_072;
  private static final int DIGITS_BEHIND_POINT_MAX = 16_383;

  private NumberText() {}

  static BigDecimal read(String text) {
    return plain(new BigDecimal(text));
  }

  static String print(BigDecimal number) {
    return plain(number).toPlainString();
  }

  /** Of equal numbers always the same: without trailing zeros behind the point. */
  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    if ((long) stripped.precision() - stripped.scale() > DIGITS_BEFORE_POINT_MAX
        || stripped.scale() > DIGITS_BEHIND_POINT_MAX) {
      throw new ArithmeticException("More digits than a numeric of Postgres holds");
    }
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
