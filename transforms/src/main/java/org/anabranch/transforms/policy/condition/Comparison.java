package org.anabranch.transforms.policy.condition;

import dev.cel.common.values.NullValue;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * A variable compared with what is known when the policy is read.
 *
 * @param test what it is compared with; it decides on the values that it knows
 * @param exact says it of all other values, and what is wrong where there is none
 */
record Comparison(Reading reading, Test test, Truth exact) implements Truth {

  @Override
  public boolean of(Facts facts) throws UnanswerableException {
    Object value;
    try {
      value = reading.plain(facts);
    } catch (UnseenValueException e) {
      return exact.of(facts);
    }
    return test.knows(value) ? test.passes(value) : exact.of(facts);
  }

  /** What a value is compared with. */
  interface Test {

    /** Whether the comparison is so simple for such a value that CEL need not be asked. */
    boolean knows(Object value);

    /** The answer for a value that it knows. */
    boolean passes(Object value);
  }

  /** For texts. */
  record OfText(Predicate<String> text) implements Test {
    @Override
    public boolean knows(Object value) {
      return value instanceof String;
    }

    @Override
    public boolean passes(Object value) {
      return text.test((String) value);
    }
  }

  /** Whether it is one of some texts; null is none of them. */
  record OneOf(Set<String> texts, boolean negated) implements Test {
    @Override
    public boolean knows(Object value) {
      return value instanceof String || value instanceof NullValue;
    }

    @Override
    public boolean passes(Object value) {
      return (value instanceof String && texts.contains(value)) != negated;
    }
  }

  /** Whether it is null. */
  record IsNull(boolean negated) implements Test {
    @Override
    public boolean knows(Object value) {
      return true;
    }

    @Override
    public boolean passes(Object value) {
      return value instanceof NullValue != negated;
    }
  }

  /** For whole numbers. */
  record OfWhole(LongPredicate number) implements Test {
    @Override
    public boolean knows(Object value) {
      return value instanceof Integer
          || value instanceof Long
          || value instanceof Short
          || value instanceof Byte;
    }

    @Override
    public boolean passes(Object value) {
      return number.test(((Number) value).longValue());
    }
  }

  /** For fractions. */
  record OfFraction(DoublePredicate number) implements Test {
    @Override
    public boolean knows(Object value) {
      return value instanceof Double || value instanceof Float;
    }

    @Override
    public boolean passes(Object value) {
      return number.test(((Number) value).doubleValue());
    }
  }

  /**
   * For moments and lengths of time.
   *
   * @param order whether the comparison with the literal came out as it is asked for
   */
  record OfTime<T extends Comparable<T>>(Class<T> type, T literal, IntPredicate order)
      implements Test {
    @Override
    public boolean knows(Object value) {
      return type.isInstance(value);
    }

    @Override
    public boolean passes(Object value) {
      return order.test(type.cast(value).compareTo(literal));
    }
  }

  /** For a truth, taken as it is. */
  record OfTruth() implements Test {
    @Override
    public boolean knows(Object value) {
      return value instanceof Boolean;
    }

    @Override
    public boolean passes(Object value) {
      return (Boolean) value;
    }
  }
}
