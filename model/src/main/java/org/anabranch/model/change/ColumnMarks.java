package org.anabranch.model.change;

import java.util.Set;

/**
 * Columns of a row image that need care.
 *
 * @param withheld removed on the way; the row has them, this reader may not
 * @param unchanged not in the row image because the change left them alone (TOAST)
 * @param reselected read again after the change, so perhaps newer than it
 */
public record ColumnMarks(Set<String> withheld, Set<String> unchanged, Set<String> reselected) {

  public static final ColumnMarks NONE = new ColumnMarks(Set.of(), Set.of(), Set.of());

  public ColumnMarks {
    withheld = Set.copyOf(withheld);
    unchanged = Set.copyOf(unchanged);
    reselected = Set.copyOf(reselected);
  }

  /** Whether the row image has a value of its own for this column. */
  public boolean present(String column) {
    return !withheld.contains(column) && !unchanged.contains(column);
  }
}
