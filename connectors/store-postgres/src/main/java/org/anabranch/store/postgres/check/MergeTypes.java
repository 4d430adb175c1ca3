package org.anabranch.store.postgres.check;

import java.util.Set;
import java.util.TreeSet;
import org.anabranch.store.postgres.catalog.PostgresType;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.jspecify.annotations.Nullable;

/** Which types the merges of single columns can merge. */
final class MergeTypes {

  private static final Set<String> EXACT_NUMBERS =
      Set.of("int2", "int4", "int8", "numeric", "money");
  private static final Set<String> ROUNDED_NUMBERS = Set.of("float4", "float8");

  /** Not timetz, whose text tells another order than its time. */
  private static final Set<String> TIMES = Set.of("date", "time", "timestamp", "timestamptz");

  /** Not bpchar, which adds blanks. */
  private static final Set<String> SEALED = Set.of("text", "varchar", "bytea");

  private MergeTypes() {}

  /** What is wrong with merging a column so, in words; null where nothing is. */
  static @Nullable String misfit(String merge, TargetColumn column, SqlName table) {
    PostgresType type = column.type();
    return switch (merge) {
      case "counter" -> counter(type);
      case "append" ->
          isList(type) || type.is("jsonb")
              ? null
              : "append merges arrays and JSON arrays (jsonb), and this is %s. %s"
                  .formatted(type, toJsonb(column, table));
      case "json" ->
          type.is("jsonb")
              ? null
              : "json merges jsonb, and this is %s. %s".formatted(type, toJsonb(column, table));
      case "set" ->
          isList(type)
              ? null
              : "set merges arrays, and this is %s. Make it an array, or choose another merge"
                  .formatted(type);
      case "max", "min" ->
          isOneOf(EXACT_NUMBERS, type) || isOneOf(ROUNDED_NUMBERS, type) || isOneOf(TIMES, type)
              ? null
              : ("%s merges numbers, dates, times and timestamps, and this is %s. Choose another"
                      + " merge")
                  .formatted(merge, type);
      default -> merge.startsWith("raised(") ? flag(type) : null;
    };
  }

  private static @Nullable String flag(PostgresType type) {
    return type.is("bool")
        ? null
        : "raised sets a flag, and this is %s. Make it boolean".formatted(type);
  }

  /**
   * The same of a user's own merge.
   *
   * @param taken the types that it takes; none for any
   */
  static @Nullable String misfit(String merge, Set<String> taken, PostgresType type) {
    return taken.isEmpty() || taken.contains(type.name())
        ? null
        : "%s merges %s, and this is %s. Choose another merge, or give the function another type"
            .formatted(merge, String.join(", ", new TreeSet<>(taken)), type);
  }

  /** What is wrong with a column for ciphertexts or their hashes; null where nothing is. */
  static @Nullable String unsealed(TargetColumn column) {
    return isOneOf(SEALED, column.type())
        ? null
        : "ciphertexts and their indexes are text or bytea, and this is %s. Make it text"
            .formatted(column.type());
  }

  /** A type whose text is kept as it was written cannot be put together again. */
  private static String toJsonb(TargetColumn column, SqlName table) {
    return column.type().is("json") || column.type().is("text")
        ? "Run in every region, while sinks are paused: ALTER TABLE %s ALTER COLUMN %s TYPE jsonb USING %s::jsonb"
            .formatted(table.sql(), column.sql(), column.sql())
        : "Choose another merge";
  }

  private static @Nullable String counter(PostgresType type) {
    if (isOneOf(EXACT_NUMBERS, type)) {
      return null;
    }
    return isOneOf(ROUNDED_NUMBERS, type)
        ? "counter adds up exactly, and %s rounds, so that regions would differ. Make it numeric"
            .formatted(type)
        : "counter merges numbers, and this is %s. Choose another merge".formatted(type);
  }

  /** Whether its text is elements between commas. */
  private static boolean isList(PostgresType type) {
    PostgresType element = type.element();
    return element != null && element.delimiter() == ',';
  }

  private static boolean isOneOf(Set<String> names, PostgresType type) {
    return names.stream().anyMatch(type::is);
  }
}
