package org.anabranch.sink.column;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.anabranch.model.column.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * How a merge's values are told as a store tells a column.
 *
 * @param read of a text that a store told; an {@link IllegalArgumentException} where that is no
 *     such value
 * @param write a text that a store can read
 */
record ValueText<V>(Function<String, V> read, Writing<V> write) {

  /** Writes a value as a store can read it. */
  @FunctionalInterface
  interface Writing<V> {

    /**
     * The text; null for NULL.
     *
     * @param like what the column held before, as far as that is known, where a value alone does
     *     not say how it is to be told
     */
    @Nullable String of(V value, @Nullable String like);
  }

  static final ValueText<String> TEXT = plain(Function.identity(), Function.identity());

  static final ValueText<BigDecimal> NUMBER = plain(ValueText::number, BigDecimal::toPlainString);

  static final ValueText<List<String>> ELEMENTS = plain(ArrayElements::read, ArrayElements::write);

  static final ValueText<List<String>> LIST = new ValueText<>(ListText::read, ListText::write);

  static final ValueText<JsonTree> JSON = plain(JsonText::read, JsonText::write);

  private static <V> ValueText<V> plain(Function<String, V> read, Function<V, String> write) {
    return new ValueText<>(read, (value, like) -> write.apply(value));
  }

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("it is no finite number", e);
    }
  }
}
