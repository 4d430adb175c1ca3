package org.anabranch.sink.store;

import java.util.List;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.jspecify.annotations.Nullable;

/**
 * What is in the way of a parked row, as a statement found it.
 *
 * @param row the parked row as JSON, for people
 * @param violated the name of a constraint that the row violates by itself; null where there is
 *     none
 * @param missing the name of a foreign key that is checked, where what the row refers to by it is
 *     not there; null where all is
 * @param holders rows that have what it is to have alone
 */
public record Obstacles(
    @Nullable String row,
    @Nullable String violated,
    @Nullable String missing,
    List<Holder> holders) {

  /** Of a row that misses nothing. */
  public Obstacles(@Nullable String row, @Nullable String violated, List<Holder> holders) {
    this(row, violated, null, holders);
  }

  /** Whether nothing is in its way. */
  public boolean none() {
    return violated == null && missing == null && holders.isEmpty();
  }

  /**
   * A row of the table.
   *
   * @param name its key's columns, of the types that a change of the row would carry
   * @param constraint by which the two exclude each other
   * @param writer as of {@link Statement.RowState}
   * @param content the row as JSON
   * @param columns the columns beside the key, in the words of {@link Statement.ReadColumns}
   */
  public record Holder(
      RecordView name, String constraint, long writer, String content, ColumnTexts columns) {}
}
