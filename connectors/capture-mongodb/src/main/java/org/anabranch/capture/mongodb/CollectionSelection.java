package org.anabranch.capture.mongodb;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the sink's watermarks into whatever selection of collections the admin made, and keeps the
 * sink's other collections out.
 */
final class CollectionSelection {

  static final String COLLECTION_INCLUDE = "collection.include.list";
  static final String COLLECTION_EXCLUDE = "collection.exclude.list";
  static final String DATABASE_INCLUDE = "database.include.list";
  static final String DATABASE_EXCLUDE = "database.exclude.list";
  private static final String WATERMARK = "anabranch\\.(watermark|merged)";
  private static final String NOT_OURS = "(?!anabranch\\.)";

  private CollectionSelection() {}

  /** The settings that differ from the given ones; a null value removes one. */
  static Map<String, @Nullable String> complete(Map<String, String> config) {
    Map<String, @Nullable String> changed = new LinkedHashMap<>();
    String include = given(config, COLLECTION_INCLUDE);
    String exclude = given(config, COLLECTION_EXCLUDE);
    if (include != null) {
      changed.put(COLLECTION_INCLUDE, WATERMARK + "," + include);
    } else if (exclude != null) {
      changed.put(
          COLLECTION_INCLUDE, WATERMARK + "," + NOT_OURS + "(?!(?:" + any(exclude) + ")$).*");
      changed.put(COLLECTION_EXCLUDE, null);
    } else {
      changed.put(COLLECTION_INCLUDE, WATERMARK + "," + NOT_OURS + ".*");
    }
    String databases = given(config, DATABASE_INCLUDE);
    if (databases != null) {
      changed.put(DATABASE_INCLUDE, SinkState.DATABASE + "," + databases);
    }
    return changed;
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
