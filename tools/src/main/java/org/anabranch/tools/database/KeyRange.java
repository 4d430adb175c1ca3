package org.anabranch.tools.database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The keys between two, in the table's own order. A bound may have fewer values than the key has
 * columns: then it is of these columns only.
 */
public record KeyRange(
    @Nullable Key from, boolean fromIncluded, @Nullable Key to, boolean toIncluded) {

  public static final KeyRange ALL = new KeyRange(null, false, null, false);

  /** Keys above the first up to and with the second; null is no bound. */
  public static KeyRange after(@Nullable Key from, @Nullable Key to) {
    return new KeyRange(from, false, to, true);
  }

  /** The same, but begins above this key. */
  public KeyRange after(Key key) {
    return new KeyRange(key, false, to, toIncluded);
  }

  /** The same, but ends with this key. */
  public KeyRange upTo(Key key) {
    return new KeyRange(from, fromIncluded, key, true);
  }

  /** The condition, {@code true} where there is no bound; {@link #values()} are its parameters. */
  public String condition(List<Column> key) {
    return condition(key, (column, value) -> KeySql.parameter(column));
  }

  /** The condition with the values in it. */
  public String literalCondition(List<Column> key) {
    return condition(key, KeySql::literal);
  }

  private String condition(List<Column> key, BiFunction<Column, String, String> value) {
    List<String> bounds = new ArrayList<>();
    if (from != null) {
      bounds.add(bound(key, from, fromIncluded ? ">=" : ">", value));
    }
    if (to != null) {
      bounds.add(bound(key, to, toIncluded ? "<=" : "<", value));
    }
    return bounds.isEmpty() ? "true" : String.join(" AND ", bounds);
  }

  public List<String> values() {
    List<String> values = new ArrayList<>();
    if (from != null) {
      values.addAll(from.values());
    }
    if (to != null) {
      values.addAll(to.values());
    }
    return values;
  }

  private static String bound(
      List<Column> key, Key bound, String comparison, BiFunction<Column, String, String> value) {
    List<Column> columns = key.subList(0, bound.values().size());
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(value.apply(columns.get(i), bound.values().get(i)));
    }
    return "(%s) %s (%s)".formatted(KeySql.columns(columns), comparison, String.join(", ", values));
  }
}
