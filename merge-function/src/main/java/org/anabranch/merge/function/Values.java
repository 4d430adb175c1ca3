package org.anabranch.merge.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Values to check a {@link MergeFunction} with. Immutable.
 *
 * @param edges those that every check tries, each with every other: the empty, the huge, the almost
 *     equal
 * @param random makes one of random numbers; of the same numbers the same one
 */
public record Values<V>(List<V> edges, Function<Random, V> random) {

  public Values {
    edges = List.copyOf(edges);
  }

  /**
   * Values of one of the types that {@link ValueType} has.
   *
   * @throws IllegalArgumentException for a type of your own
   */
  public static <V> Values<V> of(ValueType<V> type) {
    SampleTexts texts = SampleTexts.OF_TYPES.get(type);
    if (texts == null) {
      throw new IllegalArgumentException(
          "Nothing is known of the values of type "
              + type.name()
              + ". Say what they look like: MergeLaws.of(function, new Values<>(edges, random))");
    }
    return new Values<>(
        texts.edges().stream().map(type::read).toList(),
        random -> type.read(texts.random().apply(random)));
  }

  /** With values of your own that every check tries too, such as two that once went wrong. */
  public Values<V> and(List<V> more) {
    List<V> all = new ArrayList<>(edges);
    all.addAll(more);
    return new Values<>(all, random);
  }

  /** One value: an edge as often as not. */
  V next(Random numbers) {
    return !edges.isEmpty() && numbers.nextBoolean()
        ? edges.get(numbers.nextInt(edges.size()))
        : random.apply(numbers);
  }
}
