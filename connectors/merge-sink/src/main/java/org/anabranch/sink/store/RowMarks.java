package org.anabranch.sink.store;

import java.util.Map;

/**
 * What a store marks rows with when they are written, as {@link Statement.RowState#writer()}: one
 * mark of the transaction (Postgres: its xid), or one of each row's content where a store has no
 * such thing (MongoDB).
 *
 * @param shared the mark of rows that have none of their own
 * @param own the marks of single rows
 */
public record RowMarks(long shared, Map<VersionKey, Long> own) {

  /** All rows bear the same mark. */
  public static RowMarks same(long mark) {
    return new RowMarks(mark, Map.of());
  }

  /** Each row bears its own. */
  public static RowMarks each(Map<VersionKey, Long> marks) {
    return new RowMarks(0, marks);
  }

  /** The mark that a written row bears. */
  public long of(VersionKey row) {
    return own.getOrDefault(row, shared);
  }
}
