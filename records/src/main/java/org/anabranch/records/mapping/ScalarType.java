package org.anabranch.records.mapping;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The types of columns that are told in documents, by the names that Postgres has for them. */
public enum ScalarType {
  BOOL,
  INT2,
  INT4,
  INT8,
  FLOAT4,
  FLOAT8,
  NUMERIC,
  /** Any text, and whatever type travels as one. */
  TEXT,
  /** A text of 24 hexadecimal digits, in lower case, that is an ObjectId in documents. */
  OBJECT_ID,
  UUID,
  TIMESTAMPTZ,
  TIMESTAMP,
  DATE,
  BYTEA,
  JSON,
  JSONB;

  /** Whose values have the same canonical key in a table as in a collection. */
  private static final Set<ScalarType> IN_KEYS =
      Set.of(BOOL, INT2, INT4, INT8, TEXT, OBJECT_ID, UUID, BYTEA);

  /** Whose elements Postgres writes into an array's text as they travel by themselves. */
  private static final Set<ScalarType> IN_ARRAYS =
      Set.of(BOOL, INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC, TEXT, OBJECT_ID, UUID);

  private static final Map<String, ScalarType> ALIASES =
      Map.of(
          "boolean", BOOL,
          "smallint", INT2,
          "integer", INT4,
          "int", INT4,
          "bigint", INT8,
          "real", FLOAT4,
          "decimal", NUMERIC,
          "varchar", TEXT);

  /**
   * By its name, or one of the names that SQL has for it.
   *
   * @throws IllegalArgumentException where there is none of that name
   */
  static ScalarType named(String name) {
    ScalarType alias = ALIASES.get(name);
    if (alias != null) {
      return alias;
    }
    // TEXT comes before OBJECT_ID, which has no name of its own in SQL.
    return Arrays.stream(values())
        .filter(type -> type.sqlName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + name
                        + "' is no type that can be mapped; there are "
                        + names(Set.of(values()))
                        + " and arrays such as text[]. What else travels as a text"
                        + " (docs/types.md) is text"));
  }

  static String names(Set<ScalarType> types) {
    return new TreeSet<>(types)
        .stream().map(ScalarType::sqlName).distinct().collect(Collectors.joining(", "));
  }

  /** As Postgres' catalog calls it. */
  public String sqlName() {
    return this == OBJECT_ID ? TEXT.sqlName() : name().toLowerCase(Locale.ROOT);
  }

  boolean inKeys() {
    return IN_KEYS.contains(this);
  }

  static String namesInKeys() {
    return names(IN_KEYS);
  }

  boolean inArrays() {
    return IN_ARRAYS.contains(this);
  }

  static String namesInArrays() {
    return names(IN_ARRAYS);
  }

  /** Whether its values are documents, arrays or whatever JSON has. */
  public boolean isJson() {
    return this == JSON || this == JSONB;
  }
}
