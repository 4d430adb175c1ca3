package org.anabranch.merge.function;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks the laws of a merge function for some values at a time. It keeps values as their texts and
 * reads them anew for each call, so that a function that changes what it is given spoils nothing.
 */
final class LawCheck<V> {

  private static final int REMEMBERED_MAX = 2_000;
  private static final int CHANCES = 20;

  private final MergeFunction<V> function;
  private final ValueType<V> type;
  private final Map<Pair, String> answers = new LinkedHashMap<>();

  private record Pair(String one, String other) {}

  LawCheck(MergeFunction<V> function) {
    this.function = function;
    this.type = function.type();
  }

  /** The text of a value, as {@link ValueType#print} has it. */
  String text(V value) {
    String text = printed(value);
    String again = readAndPrinted(text);
    if (!text.equals(again)) {
      throw new BrokenLawException(Law.TYPED, "a value changes when it is printed and read", null)
          .with("printed", text)
          .with("read and printed again", again);
    }
    return text;
  }

  private String printed(V value) {
    try {
      return Objects.requireNonNull(type.print(value));
    } catch (RuntimeException e) {
      throw new BrokenLawException(Law.TYPED, "its type does not print a value: " + e, e);
    }
  }

  private String readAndPrinted(String text) {
    try {
      return type.print(type.read(text));
    } catch (RuntimeException e) {
      throw new BrokenLawException(Law.TYPED, "its type does not read a value: " + e, e)
          .with("printed", text);
    }
  }

  /** A value with itself. */
  void one(String a) {
    String same = answer(a, a);
    if (!same.equals(a)) {
      refuseChance(a, a, same);
      throw new BrokenLawException(Law.IDEMPOTENT, "a value is not itself when merged", null)
          .with("a", a)
          .with("merge(a, a)", same);
    }
  }

  /** Two values, in both orders. */
  void two(String a, String b) {
    String ab = pair(a, b);
    String ba = pair(b, a);
    if (!ab.equals(ba)) {
      refuseChance(a, b, ab);
      throw new BrokenLawException(Law.COMMUTATIVE, "the order makes a difference", null)
          .with("a", a)
          .with("b", b)
          .with("merge(a, b)", ab)
          .with("merge(b, a)", ba);
    }
  }

  /** Three values, of which the first two or the last two are merged first. */
  void three(String a, String b, String c) {
    String left = answer(pair(a, b), c);
    String right = answer(a, pair(b, c));
    if (!left.equals(right)) {
      refuseChance(pair(a, b), c, left);
      refuseChance(a, pair(b, c), right);
      throw new BrokenLawException(Law.ASSOCIATIVE, "what is merged first makes a difference", null)
          .with("a", a)
          .with("b", b)
          .with("c", c)
          .with("merge(merge(a, b), c)", left)
          .with("merge(a, merge(b, c))", right);
    }
  }

  /** What was answered, where it has been asked already; otherwise it is asked several times. */
  private String pair(String one, String other) {
    Pair pair = new Pair(one, other);
    String known = answers.get(pair);
    if (known != null) {
      return known;
    }
    V first = type.read(one);
    V second = type.read(other);
    String answer = answer(pair, first, second);
    refuseAnother(pair, answer, answer(pair, first, second), "asked twice");
    refuseAnother(
        pair, answer, answer(one, other), "asked with equal values that are not the same objects");
    if (answers.size() < REMEMBERED_MAX) {
      answers.put(pair, answer);
    }
    return answer;
  }

  /** Asks all that was asked once more, last first and from several threads. */
  void askAgain(String how) {
    @Nullable BrokenLawException broken =
        answers.entrySet().parallelStream()
            .map(entry -> again(entry.getKey(), entry.getValue(), how))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (broken != null) {
      throw broken;
    }
  }

  private @Nullable BrokenLawException again(Pair pair, String answer, String how) {
    try {
      refuseAnother(pair, answer, answer(pair.one(), pair.other()), how);
      return null;
    } catch (BrokenLawException e) {
      return e;
    }
  }

  /** What comes of chance breaks other laws too, and would be told as one of these. */
  private void refuseChance(String one, String other, String answer) {
    for (int i = 0; i < CHANCES; i++) {
      refuseAnother(new Pair(one, other), answer, answer(one, other), "asked twice");
    }
  }

  private static void refuseAnother(Pair pair, String answer, String again, String how) {
    if (!answer.equals(again)) {
      throw new BrokenLawException(Law.DETERMINISTIC, "another answer when " + how, null)
          .with("a", pair.one())
          .with("b", pair.other())
          .with("merge(a, b)", answer)
          .with("merge(a, b) again", again);
    }
  }

  private String answer(String one, String other) {
    return answer(new Pair(one, other), type.read(one), type.read(other));
  }

  private String answer(Pair pair, V one, V other) {
    String answer;
    try {
      V merged = function.merge(one, other);
      answer = type.print(Objects.requireNonNull(merged, "It answered null"));
      String again = type.print(type.read(answer));
      if (!again.equals(answer)) {
        throw new IllegalArgumentException("Its answer is read as another value: " + again);
      }
    } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
      throw new BrokenLawException(Law.TOTAL, "it has no answer that can be used: " + e, e)
          .with("a", pair.one())
          .with("b", pair.other());
    }
    refuseChanged(pair.one(), one);
    refuseChanged(pair.other(), other);
    return answer;
  }

  private void refuseChanged(String given, V value) {
    String now = type.print(value);
    if (!now.equals(given)) {
      throw new BrokenLawException(Law.LEAVES_VALUES, "a value that it was given changed", null)
          .with("given", given)
          .with("afterwards", now);
    }
  }
}
