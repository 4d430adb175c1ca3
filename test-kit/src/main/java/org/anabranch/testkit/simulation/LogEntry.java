package org.anabranch.testkit.simulation;

import java.util.List;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/** What a captured row change looks like in a database's log. */
sealed interface LogEntry {

  /**
   * A row of an application table changed.
   *
   * @param serial tells the database's changes apart; positions need not
   * @param position the log position as the statement wrote it
   * @param value null where the row was deleted
   * @param before the value before; null where there was no row
   * @param keeping whether a long column was left alone, so that its value is not in the log
   */
  record RowChange(
      long serial,
      long position,
      RowKey key,
      @Nullable String before,
      @Nullable String value,
      boolean keeping)
      implements LogEntry {

    @Override
    public String toString() {
      return key + "=" + (value == null ? "deleted" : value) + " at " + position;
    }
  }

  /**
   * A table was emptied.
   *
   * @param keys every key that it can have
   */
  record Truncate(long serial, long position, List<RowKey> keys) implements LogEntry {

    @Override
    public String toString() {
      return keys + " truncated at " + position;
    }
  }

  /** A row of the watermark table changed. */
  record WatermarkChange(WatermarkKey stream, Stamp sequence) implements LogEntry {

    @Override
    public String toString() {
      return stream.origin()
          + "'s "
          + stream.table().table()
          + "/"
          + stream.lane()
          + " to "
          + sequence;
    }
  }
}
