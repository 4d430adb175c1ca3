package org.anabranch.capture.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the watermark table into whatever selection of tables the admin made, first, so that a
 * snapshot reads it before any row; and keeps the sink's other tables out. Always yields one {@code
 * table.include.list}, since Debezium takes snapshots in its order.
 */
final class TableSelection {

  static final String TABLE_INCLUDE = "table.include.list";
  static final String TABLE_EXCLUDE = "table.exclude.list";
  static final String SCHEMA_INCLUDE = "schema.include.list";
  static final String COLUMN_INCLUDE = "column.include.list";
  static final String SNAPSHOT_INCLUDE = "snapshot.include.collection.list";
  private static final String WATERMARK = "anabranch\\.watermark";
  private static final String NOT_OURS = "(?!anabranch\\.)";

  private TableSelection() {}

  /** The settings that differ from the given ones; a null value removes one. */
  static Map<String, @Nullable String> complete(Map<String, String> config) {
    Map<String, @Nullable String> changed = new LinkedHashMap<>();
    String include = given(config, TABLE_INCLUDE);
    String exclude = given(config, TABLE_EXCLUDE);
    if (include != null) {
      changed.put(TABLE_INCLUDE, WATERMARK + "," + include);
    } else if (exclude != null) {
      changed.put(TABLE_INCLUDE, WATERMARK + "," + NOT_OURS + "(?!(?:" + any(exclude) + ")$).*");
      changed.put(TABLE_EXCLUDE, null);
    } else {
      changed.put(TABLE_INCLUDE, WATERMARK + "," + NOT_OURS + ".*");
    }
    prepend(config, changed, SCHEMA_INCLUDE, "anabranch");
    prepend(config, changed, COLUMN_INCLUDE, WATERMARK + "\\..*");
    prepend(config, changed, SNAPSHOT_INCLUDE, WATERMARK);
    return changed;
  }

  private static void prepend(
      Map<String, String> config,
      Map<String, @Nullable String> changed,
      String name,
      String pattern) {
    String given = given(config, name);
    if (given != null) {
      changed.put(name, pattern + "," + given);
    }
  }

  /** A list of patterns as one: commas separate them unless a backslash stands before. */
  static String any(String patterns) {
    return patterns.trim().replaceAll("(?<!\\\\)\\s*,\\s*", "|");
  }

  private static @Nullable String given(Map<String, String> config, String name) {
    String value = config.get(name);
    return value == null || value.isBlank() ? null : value;
  }
}
