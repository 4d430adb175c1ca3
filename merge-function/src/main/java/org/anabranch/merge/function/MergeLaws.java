package org.anabranch.merge.function;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;

/**
 * Checks in a unit test that a {@link MergeFunction} keeps every {@link Law}. It needs no test
 * framework: what is broken is told by an {@link AssertionError}, with the values that break it and
 * how to try just these again.
 *
 * <pre>{@code
 * MergeLaws.check(new Longest());
 * }</pre>
 *
 * <p>It tries all values that are known to be awkward, each with each and by threes, and then
 * random ones of fixed seeds, the same in every run. It asks again later: from several threads at
 * once, and with another default locale and time zone, which it sets for the whole JVM and puts
 * back; so run nothing beside it that depends on them.
 *
 * <p>It finds what these values show. It cannot find a function that reads a clock or a file and
 * happens to answer the same all the time. Immutable.
 *
 * @param <V> the function's values
 */
public final class MergeLaws<V> {

  private static final int SEEDS = 2_000;

  // Spreads seeds that follow one another, whose first random numbers are much alike otherwise.
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final MergeFunction<V> function;
  private final Values<V> values;
  private final long firstSeed;
  private final int seeds;

  private MergeLaws(MergeFunction<V> function, Values<V> values, long firstSeed, int seeds) {
    this.function = function;
    this.values = values;
    this.firstSeed = firstSeed;
    this.seeds = seeds;
  }

  /**
   * Checks a function of one of the types that {@link ValueType} has.
   *
   * @throws AssertionError where a law is broken
   */
  public static <V> void check(MergeFunction<V> function) {
    of(function).check();
  }

  /** With values of the function's type, which is one of those that {@link ValueType} has. */
  public static <V> MergeLaws<V> of(MergeFunction<V> function) {
    return of(function, Values.of(function.type()));
  }

  /** With values of your own making. */
  public static <V> MergeLaws<V> of(MergeFunction<V> function, Values<V> values) {
    return new MergeLaws<>(function, values, 0, SEEDS);
  }

  /** With so many random threesomes of values. */
  public MergeLaws<V> seeds(int count) {
    return new MergeLaws<>(function, values, firstSeed, count);
  }

  /** With just the random threesome of this seed, after the known values. */
  public MergeLaws<V> seed(long seed) {
    return new MergeLaws<>(function, values, seed, 1);
  }

  /**
   * Checks the laws.
   *
   * @throws AssertionError where one is broken
   */
  public void check() {
    String replay = "Replay: the same check; these are among the values that it always tries.";
    try {
      LawCheck<V> laws = new LawCheck<>(function);
      checkEdges(laws);
      for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
        replay =
            "Replay: MergeLaws.of(function).seed(%d).check(), with the same values if you gave any."
                .formatted(seed);
        checkSeed(laws, seed);
      }
      replay = "Replay: the same check; it asks all again at its end.";
      laws.askAgain("asked later, from several threads at once");
      askElsewhere(laws);
    } catch (BrokenLawException e) {
      throw new AssertionError(e.told(function.name()) + "\n" + replay, e);
    }
  }

  /** What is broken by one or two values is not to be told by three. */
  private void checkEdges(LawCheck<V> laws) {
    List<String> texts = values.edges().stream().map(laws::text).distinct().toList();
    texts.forEach(laws::one);
    texts.forEach(a -> texts.forEach(b -> laws.two(a, b)));
    texts.forEach(a -> texts.forEach(b -> texts.forEach(c -> laws.three(a, b, c))));
  }

  private void checkSeed(LawCheck<V> laws, long seed) {
    Random numbers = new Random(seed * SPREAD);
    String a = laws.text(values.next(numbers));
    String b = laws.text(values.next(numbers));
    String c = laws.text(values.next(numbers));
    laws.one(a);
    laws.two(a, b);
    laws.three(a, b, c);
  }

  /** In Turkish the lower case of I is another letter; and Kathmandu is 5:45 from Greenwich. */
  private static void askElsewhere(LawCheck<?> laws) {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      laws.askAgain("asked with another default locale and time zone");
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
    }
  }
}
