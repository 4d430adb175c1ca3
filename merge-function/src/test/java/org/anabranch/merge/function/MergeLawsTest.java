package org.anabranch.merge.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MergeLawsTest {

  /** A function by what it answers. */
  private record Tried<V>(ValueType<V> type, BinaryOperator<V> merge) implements MergeFunction<V> {

    @Override
    public String name() {
      return "tried";
    }

    @Override
    public V merge(V one, V other) {
      return merge.apply(one, other);
    }

    @Override
    public String toString() {
      return type.name();
    }
  }

  private static Tried<String> text(BinaryOperator<String> merge) {
    return new Tried<>(ValueType.TEXT, merge);
  }

  private static Tried<BigDecimal> number(BinaryOperator<BigDecimal> merge) {
    return new Tried<>(ValueType.NUMBER, merge);
  }

  static Stream<Tried<?>> sound() {
    return Stream.of(
        text(
            BinaryOperator.maxBy(
                Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))),
        number(BigDecimal::max),
        number(BigDecimal::min),
        new Tried<>(ValueType.TRUTH, Boolean::logicalOr),
        new Tried<>(ValueType.INSTANT, BinaryOperator.minBy(Comparator.naturalOrder())),
        new Tried<>(ValueType.TIMESTAMP, BinaryOperator.maxBy(Comparator.naturalOrder())),
        new Tried<>(ValueType.DATE, BinaryOperator.maxBy(Comparator.naturalOrder())));
  }

  @ParameterizedTest
  @MethodSource("sound")
  void functions_that_keep_the_laws_pass(MergeFunction<?> function) {
    assertThatCode(() -> MergeLaws.check(function)).doesNotThrowAnyException();
  }

  private static AbstractThrowableAssert<?, ?> broken(MergeFunction<?> function, Law law) {
    return assertThatThrownBy(() -> MergeLaws.check(function))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("The merge function \"tried\" is not " + law + " (")
        .hasMessageContaining("\nReplay: ");
  }

  /** The mistake that is made first: nothing says which of two texts of one length it is. */
  @Test
  void who_is_first_must_not_decide_a_tie() {
    AbstractThrowableAssert<?, ?> told =
        assertThatThrownBy(() -> MergeLaws.check(text((a, b) -> a.length() >= b.length() ? a : b)));
    told.hasMessage(
        """
        The merge function "tried" is not commutative (merge(a, b) is merge(b, a)): the order makes a difference
          a: " "
          b: "\\n"
          merge(a, b): " "
          merge(b, a): "\\n"
        Replay: the same check; these are among the values that it always tries.""");
  }

  @Test
  void sums_are_not_idempotent() {
    broken(number(BigDecimal::add), Law.IDEMPOTENT).hasMessageContaining("a: \"1\"");
  }

  @Test
  void means_are_not_associative() {
    broken(number((a, b) -> a.add(b).divide(BigDecimal.valueOf(2))), Law.ASSOCIATIVE);
    broken(number((a, b) -> a.compareTo(b) == 0 ? a : a.add(b)), Law.ASSOCIATIVE);
  }

  @Test
  void a_function_has_to_answer() {
    broken(text((a, b) -> a.substring(0, 1).equals(b) ? a : b), Law.TOTAL)
        .hasRootCauseInstanceOf(StringIndexOutOfBoundsException.class);
    broken(number((a, b) -> BigDecimal.valueOf(a.max(b).longValueExact())), Law.TOTAL);
    broken(text((a, b) -> loop(a)), Law.TOTAL).hasMessageContaining("StackOverflowError");
    broken(
        new Tried<>(
            ValueType.INSTANT,
            (a, b) ->
                a.equals(b)
                    ? a
                    : Instant.ofEpochMilli(Math.max(a.toEpochMilli(), b.toEpochMilli()))),
        Law.TOTAL);
  }

  @SuppressWarnings("InfiniteRecursion") // That is the mistake.
  private static String loop(String text) {
    return loop(text + "x").trim();
  }

  @SuppressWarnings("NullAway") // What a function written without such a check may answer.
  @Test
  void null_is_no_answer() {
    broken(text((a, b) -> null), Law.TOTAL).hasMessageContaining("answered null");
  }

  @Test
  void an_answer_has_to_be_one_that_postgres_holds() {
    broken(text((a, b) -> a.equals(b) ? a : max(a, b).substring(0, 1)), Law.TOTAL)
        .hasMessageContaining("\\ud83d");
  }

  @Test
  void chance_and_memory_are_found() {
    Random chance = new Random(1);
    broken(text((a, b) -> chance.nextBoolean() ? a : b), Law.DETERMINISTIC);
    Set<String> seen = new HashSet<>();
    broken(text((a, b) -> seen.add(a + b) ? max(a, b) : a), Law.DETERMINISTIC)
        .hasMessageContaining("asked twice");
  }

  /** It changes its mind once the laws were checked, when all is asked again. */
  @Test
  void who_answers_otherwise_later_is_found() {
    AtomicInteger asked = new AtomicInteger();
    MergeLaws.check(number((a, b) -> asked.incrementAndGet() > 0 ? a.max(b) : b));
    int last = asked.get() - 3_000;
    asked.set(0);
    broken(
            number((a, b) -> asked.incrementAndGet() < last ? a.max(b) : a.min(b)),
            Law.DETERMINISTIC)
        .hasMessageContaining("asked later");
  }

  private static String max(String a, String b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  @SuppressWarnings("StringCaseLocaleUsage") // That is the mistake.
  @Test
  void the_default_locale_makes_a_difference_between_regions() {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Comparator<String> order =
        Comparator.comparing((String text) -> text.toLowerCase())
            .thenComparing(Comparator.naturalOrder());
    broken(text(BinaryOperator.maxBy(order)), Law.DETERMINISTIC)
        .hasMessageContaining("another default locale");
    assertThat(Locale.getDefault()).isEqualTo(locale);
    assertThat(TimeZone.getDefault()).isEqualTo(zone);
  }

  @Test
  void a_value_of_a_mutable_type_must_stay_as_it_was() {
    ValueType<StringBuilder> mutable =
        ValueType.of("BUILDER", Set.of("text"), StringBuilder::new, StringBuilder::toString);
    Values<StringBuilder> values =
        new Values<>(
            List.of(new StringBuilder("a"), new StringBuilder("b")),
            random -> new StringBuilder(Integer.toString(random.nextInt(10))));
    Tried<StringBuilder> function =
        new Tried<>(
            mutable, (a, b) -> a.compareTo(b) >= 0 ? a : a.replace(0, a.length(), b.toString()));
    assertThatThrownBy(() -> MergeLaws.of(function, values).check())
        .hasMessageContaining("not leaves-values")
        .hasMessageContaining("given: \"a\"");
    assertThatThrownBy(() -> MergeLaws.of(function)).hasMessageContaining("new Values<>");
  }

  @Test
  void a_type_has_to_read_what_it_prints() {
    ValueType<String> losing = ValueType.of("LOSING", Set.of(), text -> text + "!", text -> text);
    Tried<String> function = new Tried<>(losing, MergeLawsTest::max);
    Values<String> values = new Values<>(List.of("a"), random -> "b");
    assertThatThrownBy(() -> MergeLaws.of(function, values).check())
        .hasMessageContaining("not typed");
  }

  @Test
  void a_random_failure_is_replayed_by_its_seed() {
    MergeFunction<BigDecimal> rare =
        number((a, b) -> a.max(b).compareTo(BigDecimal.valueOf(7)) == 0 ? a : a.max(b));
    String told = message(MergeLaws.of(rare));
    assertThat(told).contains("merge(b, a)");
    long seed = Long.parseLong(told.replaceAll("(?s).*seed\\((\\d+)\\).*", "$1"));
    assertThat(message(MergeLaws.of(rare).seed(seed))).isEqualTo(told);
    assertThatCode(() -> MergeLaws.of(rare).seeds((int) seed).check()).doesNotThrowAnyException();
  }

  private static String message(MergeLaws<?> laws) {
    try {
      laws.check();
    } catch (AssertionError e) {
      return Objects.requireNonNull(e.getMessage());
    }
    throw new IllegalStateException("Nothing was found");
  }

  @Test
  void values_of_ones_own_are_tried() {
    Instant wrong = Instant.parse("2024-02-29T00:00:00Z");
    MergeFunction<Instant> function =
        new Tried<>(ValueType.INSTANT, (a, b) -> a.equals(wrong) || a.compareTo(b) >= 0 ? a : b);
    assertThatCode(() -> MergeLaws.check(function)).doesNotThrowAnyException();
    assertThatThrownBy(
            () -> MergeLaws.of(function, Values.of(ValueType.INSTANT).and(List.of(wrong))).check())
        .hasMessageContaining("not commutative");
  }
}
