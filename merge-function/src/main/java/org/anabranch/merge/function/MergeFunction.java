package org.anabranch.merge.function;

/**
 * Makes one value of two that were written into a column in different regions, neither writer
 * having seen the other's. Every region calls it for itself and has to come to the same value;
 * {@link MergeLaws} checks in a unit test that it does.
 *
 * <p>It is found by {@link java.util.ServiceLoader}: its jar has a file {@code
 * META-INF/services/org.anabranch.merge.function.MergeFunction} with the name of its class, which
 * is public and has a public constructor without parameters. {@code
 * merge.columns=schema.table.column:custom:name} puts it to use.
 *
 * <p>One instance serves all tasks, and several threads at once. {@link #merge} depends on nothing
 * but the two values, and does nothing but answer: no I/O, no clock, no random numbers, no default
 * locale or time zone, no memory of earlier calls. It changes neither of the values that it is
 * given.
 *
 * <p>It is called while a row is locked, so it is to be quick. How often it is called for one
 * conflict, and with which value first, says nothing.
 *
 * @param <V> the values, as its {@link #type()} reads them
 */
public interface MergeFunction<V> {

  /**
   * What stands behind {@code custom:} in {@code merge.columns}: 1 to 64 letters, digits, dots,
   * dashes or underscores, a letter or digit first. Always the same. A function that is to answer
   * differently from now on gets another name, so that no two regions use the name for different
   * ones.
   */
  String name();

  /** Of which type the values are, and so which columns it can merge. Always the same. */
  ValueType<V> type();

  /**
   * The one value.
   *
   * <p>Values are the same where their type prints the same text of them. It is
   *
   * <ul>
   *   <li>commutative: {@code merge(a, b)} is {@code merge(b, a)};
   *   <li>associative: {@code merge(merge(a, b), c)} is {@code merge(a, merge(b, c))};
   *   <li>idempotent: {@code merge(a, a)} is {@code a};
   *   <li>total: it answers, with a value that its type prints, whatever values the type reads.
   * </ul>
   *
   * <p>A change whose values it cannot merge at run time, because it breaks one of these, is set
   * aside with a conflict record; the row is left as it is.
   *
   * @param one never null: of a null and a value, the value is taken without asking
   * @param other never null, and never the same as the one, except in a check of the laws
   * @return never null
   */
  V merge(V one, V other);
}
