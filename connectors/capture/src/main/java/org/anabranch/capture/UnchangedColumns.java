package org.anabranch.capture;

import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * C8: fills in the columns that a change left alone and the log therefore does not hold. A column
 * that cannot be filled is marked and never holds a placeholder.
 */
public interface UnchangedColumns {

  /** One result per record, in their order; for many records at once, so that it can ask once. */
  List<CompletedRow> complete(List<SourceRecord> rows);
}
