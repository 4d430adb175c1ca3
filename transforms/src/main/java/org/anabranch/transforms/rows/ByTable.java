package org.anabranch.transforms.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/**
 * What an option says of tables, as a list of {@code <tables>:<what>}: the first entry counts that
 * matches. The tables are an expression for {@code schema.table} as in Debezium's include lists:
 * the whole name, in upper and lower case. Safe for several threads.
 */
public final class ByTable<T> {

  /** More tables than that are looked up anew each time: nobody has that many. */
  private static final int KEPT_MAX = 4_096;

  /**
   * Of some tables.
   *
   * @param tables null for all, and for records of none
   */
  private record Entry<T>(@Nullable Pattern tables, T what) {

    boolean isOf(@Nullable TableName table) {
      return tables == null || (table != null && tables.matcher(table.toString()).matches());
    }
  }

  private final List<Entry<T>> entries;
  private final Map<TableName, Optional<T>> kept = new ConcurrentHashMap<>();

  private ByTable(List<Entry<T>> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads the entries of an option.
   *
   * @param forAll whether an entry may leave out its tables, and then is of all
   * @param what reads what stands behind the last colon
   * @throws IllegalArgumentException where one is wrong; says which and why
   */
  public static <T> ByTable<T> parse(List<String> texts, boolean forAll, Function<String, T> what) {
    List<Entry<T>> entries = new ArrayList<>();
    for (String text : texts) {
      int colon = text.lastIndexOf(':');
      if (colon < 0 && !forAll) {
        throw new IllegalArgumentException(
            "'" + text + "' names no table. Write <schema>\\.<table>:… with an expression");
      }
      Pattern tables = colon < 0 ? null : expression(text.substring(0, colon).strip());
      entries.add(new Entry<>(tables, read(text, text.substring(colon + 1).strip(), what)));
    }
    return new ByTable<>(entries);
  }

  private static <T> T read(String entry, String text, Function<String, T> what) {
    try {
      return what.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + entry + "': " + e.getMessage(), e);
    }
  }

  private static Pattern expression(String text) {
    try {
      return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no expression for tables: " + e.getDescription(), e);
    }
  }

  /**
   * What is said of a table; null where nothing is.
   *
   * @param table null for records of which no table is known
   */
  public @Nullable T of(@Nullable TableName table) {
    if (table == null) {
      return found(null).orElse(null);
    }
    Optional<T> known = kept.get(table);
    if (known == null) {
      known = found(table);
      if (kept.size() < KEPT_MAX) {
        kept.put(table, known);
      }
    }
    return known.orElse(null);
  }

  private Optional<T> found(@Nullable TableName table) {
    return entries.stream().filter(entry -> entry.isOf(table)).map(Entry::what).findFirst();
  }
}
