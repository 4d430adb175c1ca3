package org.anabranch.sink.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import org.anabranch.merge.function.Law;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.merge.function.ValueType;
import org.anabranch.model.column.Writes.Write;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.assertj.core.api.ThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FunctionRuleTest {

  private static final String COLUMN = "app.profile.bio";
  private static final String SECRET = "secret";

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
  }

  private static final Tried<String> LONGEST =
      text(
          BinaryOperator.maxBy(
              Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())));

  private static Tried<String> text(BinaryOperator<String> merge) {
    return new Tried<>(ValueType.TEXT, merge);
  }

  private static Tried<BigDecimal> number(BinaryOperator<BigDecimal> merge) {
    return new Tried<>(ValueType.NUMBER, merge);
  }

  /** Each written by a change of its own, in this order. */
  private static @Nullable String merged(MergeFunction<?> function, @Nullable String... values) {
    List<Write<String>> writes = new ArrayList<>();
    for (@Nullable String value : values) {
      writes.add(new Write<>(new ChangeId(new Origin("aws"), new Stamp(1 + writes.size())), value));
    }
    return new FunctionRule<>(function, COLUMN).of(writes);
  }

  private static void assertBroken(Law law, ThrowableAssert.ThrowingCallable merge) {
    assertThatThrownBy(merge)
        .isInstanceOfSatisfying(
            UnsoundFunctionException.class,
            e -> {
              assertThat(e.law()).isEqualTo(law);
              assertThat(e.column()).isEqualTo(COLUMN);
              assertThat(e.function()).isEqualTo("tried");
            })
        .hasMessageContaining("\"tried\"")
        .hasMessageContaining(COLUMN)
        .hasMessageContaining("it is not " + law + " (" + law.words() + ")")
        .hasMessageNotContaining(SECRET)
        .hasNoCause();
  }

  @Test
  void the_function_makes_one_value_of_all() {
    assertThat(merged(LONGEST, "short", "longer", "longest")).isEqualTo("longest");
    assertThat(merged(LONGEST, "longest", "short")).isEqualTo("longest");
    assertThat(merged(number((a, b) -> a.max(b).add(BigDecimal.ZERO)), "-1", "10", "9"))
        .isEqualTo("10");
  }

  @Test
  void a_value_that_nobody_wrote_is_printed() {
    Tried<String> letters =
        text(
            (a, b) ->
                (a + b)
                    .chars()
                    .sorted()
                    .distinct()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
    assertThat(merged(letters, "ac", "bd", "a")).isEqualTo("abcd");
  }

  @Test
  void of_nulls_and_values_it_is_the_values() {
    assertThat(merged(LONGEST, null, "a")).isEqualTo("a");
    assertThat(merged(LONGEST, "a", null, "bb")).isEqualTo("bb");
    assertThat(merged(LONGEST, null, null)).isNull();
  }

  /** So a value that the type cannot read, such as NaN, does no harm where all wrote it. */
  @Test
  void a_function_is_not_asked_where_all_wrote_the_same() {
    Tried<BigDecimal> failing =
        number(
            (a, b) -> {
              throw new IllegalStateException();
            });
    assertThat(merged(failing, "NaN", "NaN")).isEqualTo("NaN");
    assertThat(merged(failing, "1.5", "1.50")).isEqualTo("1.50");
    assertThat(merged(failing, "1.50", "1.5")).isEqualTo("1.5");
  }

  @Test
  void an_answer_that_was_written_keeps_its_text() {
    assertThat(merged(number(BigDecimal::max), "1.50", "1.40")).isEqualTo("1.50");
    assertThat(merged(number(BigDecimal::max), "1.50", "1.40", "1.5")).isEqualTo("1.5");
  }

  @Test
  void a_function_that_throws_is_unsound() {
    assertBroken(Law.TOTAL, () -> merged(text(FunctionRuleTest::throwing), SECRET, "b"));
    assertThatThrownBy(() -> merged(text(FunctionRuleTest::throwing), SECRET, "b"))
        .hasMessageContaining("java.lang.IllegalArgumentException at " + getClass().getName());
  }

  private static String throwing(String one, String other) {
    throw new IllegalArgumentException("No merge of " + one + " and " + other);
  }

  @Test
  void so_is_one_whose_classes_are_missing_or_that_never_ends() {
    assertBroken(
        Law.TOTAL,
        () ->
            merged(
                text(
                    (a, b) -> {
                      throw new NoClassDefFoundError(a);
                    }),
                SECRET,
                "b"));
    assertBroken(Law.TOTAL, () -> merged(text(FunctionRuleTest::endless), SECRET, "b"));
    assertBroken(
        Law.TOTAL,
        () ->
            merged(
                text(
                    (a, b) -> {
                      throw new AssertionError(a);
                    }),
                SECRET,
                "b"));
  }

  @SuppressWarnings("InfiniteRecursion") // That is the mistake.
  private static String endless(String one, String other) {
    return endless(other, one).trim();
  }

  @SuppressWarnings("NullAway") // What a function written without such a check may answer.
  @Test
  void so_is_one_that_answers_null() {
    assertBroken(Law.TOTAL, () -> merged(text((a, b) -> null), SECRET, "b"));
  }

  @Test
  void so_is_one_whose_answer_postgres_cannot_hold() {
    assertBroken(Law.TOTAL, () -> merged(text((a, b) -> a + "\0"), SECRET, "b"));
  }

  @Test
  void so_is_one_that_answers_by_the_order() {
    assertBroken(Law.COMMUTATIVE, () -> merged(text((a, b) -> a), SECRET, "b"));
    assertBroken(Law.COMMUTATIVE, () -> merged(text((a, b) -> a + b), SECRET, "b"));
  }

  @Test
  void so_is_one_that_answers_otherwise_when_asked_again() {
    AtomicInteger asked = new AtomicInteger();
    assertBroken(
        Law.DETERMINISTIC,
        () -> merged(text((a, b) -> asked.incrementAndGet() == 1 ? a : b), SECRET, "b"));
    Set<String> seen = new HashSet<>();
    assertBroken(
        Law.DETERMINISTIC,
        () -> merged(text((a, b) -> seen.add(a + b) ? SECRET + 1 : SECRET + 2), SECRET, "b"));
  }

  @Test
  void so_is_one_that_merges_what_it_has_merged_again() {
    assertBroken(Law.IDEMPOTENT, () -> merged(number(BigDecimal::add), "1", "2"));
  }

  @Test
  void so_is_one_that_answers_by_what_is_merged_first() {
    assertBroken(
        Law.ASSOCIATIVE,
        () -> merged(number((a, b) -> a.add(b).divide(BigDecimal.valueOf(2))), "1", "2", "8"));
  }

  @Test
  void so_is_one_that_changes_what_it_is_given() {
    ValueType<StringBuilder> mutable =
        ValueType.of("BUILDER", Set.of(), StringBuilder::new, StringBuilder::toString);
    assertBroken(
        Law.LEAVES_VALUES,
        () -> merged(new Tried<>(mutable, (a, b) -> a.append(b).append(a)), SECRET, "b"));
  }

  @Test
  void a_value_that_the_type_does_not_have_cannot_be_merged() {
    assertBroken(Law.TYPED, () -> merged(number(BigDecimal::max), SECRET, "1"));
    assertThatThrownBy(() -> merged(number(BigDecimal::max), "NaN", "1"))
        .hasMessageContaining("NUMBER has no value for one of the versions");
  }

  @Test
  void what_a_type_says_of_a_value_is_not_told() {
    ValueType<String> reading =
        ValueType.of(
            "READING",
            Set.of(),
            text -> {
              throw new IllegalArgumentException(text);
            },
            text -> text);
    assertBroken(Law.TYPED, () -> merged(new Tried<>(reading, (a, b) -> a), SECRET, "b"));
  }

  /** What a class that was cast without a check may answer. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  @Test
  void so_is_one_that_answers_with_another_type() {
    Tried<String> other = new Tried(ValueType.TEXT, (one, two) -> 1);
    assertBroken(Law.TOTAL, () -> merged(other, SECRET, "b"));
  }
}
