package org.anabranch.model.change;

import java.util.Set;

/**
 * Columns of a row image that need care.
 *
 * @param withheld removed on the way; the row has them, this reader may not
 * @param unchanged not in the row image because the change left them alone (TOAST)
 * @param reselected read again after the change, so perhaps newer than it
 * @param altered in the row image, but not with the row's true value: masked or encrypted on the
 *     way
 */
public record ColumnMarks(
    Set<String> withheld, Set<String> unchanged, Set<String> reselected, Set<String> altered) {

  public static final ColumnMarks NONE = new ColumnMarks(Set.of(), Set.of(), Set.of(), Set.of());

  public ColumnMarks {
    withheld = Set.copyOf(withheld);
    unchanged = Set.copyOf(unchanged);
    reselected = Set.copyOf(reselected);
    altered = Set.copyOf(altered);
  }

  /** Whether the row image has a value for this column, be it the true one or an altered one. */
  public boolean present(String column) {
    return !withheld.contains(column) && !unchanged.contains(column);
  }
}
