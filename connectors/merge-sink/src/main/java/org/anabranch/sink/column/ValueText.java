package org.anabranch.sink.column;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

/**
 * How a merge's values are told as a store tells a column.
 *
 * @param read of a text that a store told; an {@link IllegalArgumentException} where that is no
 *     such value
 * @param write a text that a store can read
 */
record ValueText<V>(Function<String, V> read, Function<V, String> write) {

  static final ValueText<String> TEXT = new ValueText<>(Function.identity(), Function.identity());

  static final ValueText<BigDecimal> NUMBER =
      new ValueText<>(ValueText::number, BigDecimal::toPlainString);

  static final ValueText<List<String>> ELEMENTS =
      new ValueText<>(ArrayElements::read, ArrayElements::write);

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("it is no finite number", e);
    }
  }
}
