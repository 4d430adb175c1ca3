package org.anabranch.capture;

import org.anabranch.model.change.KeyHash;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A change of this database, stamped and dealt to its lane, on its way to become a record.
 *
 * @param marked what is told of the sink's marks; {@link MarkedTelling#NONE} where there are none
 */
record LocalChange(
    SourceRecord record,
    LogEvent.Row row,
    Stamped stamped,
    boolean firstSnapshot,
    int lane,
    @Nullable KeyHash key,
    MarkedTelling marked) {

  LocalChange(
      SourceRecord record,
      LogEvent.Row row,
      Stamped stamped,
      boolean firstSnapshot,
      int lane,
      @Nullable KeyHash key) {
    this(record, row, stamped, firstSnapshot, lane, key, MarkedTelling.NONE);
  }
}
