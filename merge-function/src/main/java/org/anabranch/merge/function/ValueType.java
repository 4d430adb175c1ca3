package org.anabranch.merge.function;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Set;
import java.util.function.Function;

/**
 * A type of values that a {@link MergeFunction} merges: which columns hold such values, and how
 * they stand in the text in which Postgres tells a column ({@code TimeZone} UTC, {@code DateStyle}
 * ISO). Two values are the same where their texts as printed here are. Thread-safe.
 *
 * <p>What is read and printed again need not be the text that was read: {@code 1.50} is printed as
 * {@code 1.5}. Where a merge answers with one of the values that it was given, the text that
 * Postgres had told stays.
 *
 * @param <V> the values; those of the types given here are immutable
 */
public final class ValueType<V> {

  /** Any column, as its text. */
  public static final ValueType<String> TEXT =
      new ValueType<>("TEXT", Set.of(), PlainText::storable, PlainText::storable);

  /**
   * Numbers, without trailing zeros: {@code 1.50} and {@code 1.5} are one value. {@code NaN} and
   * the infinities are none.
   */
  public static final ValueType<BigDecimal> NUMBER =
      new ValueType<>(
          "NUMBER",
          Set.of("int2", "int4", "int8", "numeric", "float4", "float8"),
          NumberText::read,
          NumberText::print);

  /** True or false. */
  public static final ValueType<Boolean> TRUTH =
      new ValueType<>("TRUTH", Set.of("bool"), TruthText::read, value -> Boolean.toString(value));

  /**
   * Moments, to the microsecond: what is finer is cut off. The infinities are {@link Instant#MAX}
   * and {@link Instant#MIN}.
   */
  public static final ValueType<Instant> INSTANT =
      new ValueType<>(
          "INSTANT", Set.of("timestamptz"), TimeText::readInstant, TimeText::printInstant);

  /**
   * Dates with a time of day and no time zone, to the microsecond: what is finer is cut off. The
   * infinities are {@link LocalDateTime#MAX} and {@link LocalDateTime#MIN}.
   */
  public static final ValueType<LocalDateTime> TIMESTAMP =
      new ValueType<>(
          "TIMESTAMP", Set.of("timestamp"), TimeText::readTimestamp, TimeText::printTimestamp);

  /** Dates. The infinities are {@link LocalDate#MAX} and {@link LocalDate#MIN}. */
  public static final ValueType<LocalDate> DATE =
      new ValueType<>("DATE", Set.of("date"), TimeText::readDate, TimeText::printDate);

  private final String name;
  private final Set<String> columnTypes;
  private final Function<String, V> reader;
  private final Function<V, String> printer;

  private ValueType(
      String name,
      Set<String> columnTypes,
      Function<String, V> reader,
      Function<V, String> printer) {
    this.name = name;
    this.columnTypes = Set.copyOf(columnTypes);
    this.reader = reader;
    this.printer = printer;
  }

  /**
   * A type of your own, for example a document that is read from JSON.
   *
   * @param name for messages
   * @param columnTypes the columns that it can be used for, by their types' names in {@code
   *     pg_type}, such as {@code jsonb}; none for any
   * @param reader makes a new value of what Postgres tells; it throws where that is none
   * @param printer prints a value so that Postgres and the reader read it again; what it prints
   *     depends on nothing but the value, and two values that are to count as the same print alike
   */
  public static <V> ValueType<V> of(
      String name,
      Set<String> columnTypes,
      Function<String, V> reader,
      Function<V, String> printer) {
    return new ValueType<>(name, columnTypes, reader, printer);
  }

  /** For messages. */
  public String name() {
    return name;
  }

  /**
   * Whether a column can be merged as this.
   *
   * @param columnType the column's type by its name in {@code pg_type}, of a domain the type under
   *     it
   */
  public boolean takes(String columnType) {
    return columnTypes.isEmpty() || columnTypes.contains(columnType);
  }

  /** The types of columns that can be merged as this, for messages; none for any. */
  public Set<String> columnTypes() {
    return columnTypes;
  }

  /**
   * A value; of a mutable type a new one each time.
   *
   * @throws RuntimeException where the text is none of this type; its message may hold the text
   */
  public V read(String text) {
    return reader.apply(text);
  }

  /**
   * The text that Postgres reads as this value.
   *
   * @throws RuntimeException where Postgres has no such value; its message may hold the value
   */
  public String print(V value) {
    return printer.apply(value);
  }

  @Override
  public String toString() {
    return name;
  }
}
