package org.anabranch.capture;

import java.util.Map;
import org.anabranch.model.change.ChangeKind;
import org.apache.kafka.connect.source.SourceRecord;

/** A record that will leave the capture, before its unchanged columns are looked at. */
sealed interface PendingRecord {

  SourceRecord record();

  Map<String, ?> offset();

  /** A stamped change. */
  record Changed(LocalChange change, Map<String, ?> offset) implements PendingRecord {
    @Override
    public SourceRecord record() {
      return change.record();
    }
  }

  /** The empty record after the delete that was handed on last. */
  record Tombstone(SourceRecord record, Map<String, ?> offset) implements PendingRecord {}

  /**
   * A record of a lane that is about no row.
   *
   * @param record a record whose source it has
   */
  record Marked(
      SourceRecord record,
      ChangeKind kind,
      CapturedLane lane,
      Stamped stamped,
      long position,
      Map<String, ?> offset)
      implements PendingRecord {}

  /** No change of a row. */
  record PassedOn(SourceRecord record, Map<String, ?> offset) implements PendingRecord {}
}
