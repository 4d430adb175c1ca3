package org.anabranch.store.postgres.catalog;

import java.util.List;

/**
 * A unique index over plain columns.
 *
 * @param immediate false for a deferrable one, by which no row can be upserted
 */
public record UniqueKey(List<Part> parts, boolean primary, boolean immediate) {

  /**
   * One column of the index.
   *
   * @param equality the operator that the index knows, with its schema: it need not be in the
   *     session's search path
   */
  public record Part(String column, String equality) {}

  public List<String> columns() {
    return parts.stream().map(Part::column).toList();
  }
}
