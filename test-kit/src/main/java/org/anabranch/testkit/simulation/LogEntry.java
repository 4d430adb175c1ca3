package org.anabranch.testkit.simulation;

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
   * @param existed whether there was a row before
   */
  record RowChange(long serial, long position, RowKey key, @Nullable String value, boolean existed)
      implements LogEntry {}

  /** A row of the watermark table changed. */
  record WatermarkChange(WatermarkKey stream, Stamp sequence) implements LogEntry {}
}
