package org.anabranch.sink.column;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.model.column.ColumnCell;

/**
 * What is in flight of a row whose columns are merged by themselves. Immutable. {@link
 * RowColumnsBytes} is its form in a version row.
 *
 * @param writtenAt where in the own log the sink's last write of the row lies; zero for none
 * @param columns by name; one of which nothing is in flight may be missing
 */
public record RowColumns(long writtenAt, SortedMap<String, Column> columns) {

  /** Nothing is in flight. */
  public static final RowColumns NONE = new RowColumns(0, Collections.emptySortedMap());

  /**
   * One column.
   *
   * @param merge the name of its merge, as {@code merge.columns} has it
   */
  public record Column(String merge, ColumnCell<?, ?> cell) {}

  public RowColumns {
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
  }

  static RowColumns of(long writtenAt, Map<String, Column> columns) {
    return writtenAt == 0 && columns.isEmpty()
        ? NONE
        : new RowColumns(writtenAt, new TreeMap<>(columns));
  }
}
