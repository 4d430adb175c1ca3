package org.anabranch.sink.plan;

import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.VersionKey;

/** A row that an interrupted snapshot sent, and that the whole one after it did not find. */
final class SnapshotLeftover {

  private SnapshotLeftover() {}

  /** The row as a change that deletes it: of the snapshot, in the place where that ended. */
  static Arrival deleted(Arrival end, VersionKey name, RecordView key) {
    Change of = end.change();
    Change delete =
        new Change(
            ChangeKind.SNAPSHOT,
            new ChangeId(of.id().origin(), Stamp.ZERO),
            of.sequence(),
            of.members(),
            of.table(),
            Operation.DELETE,
            name.hash(),
            of.lane(),
            of.context(),
            null,
            of.position(),
            of.committedAtMicros(),
            ColumnMarks.NONE);
    return new Arrival(delete, key, null, end.place());
  }

  /** Whether a change is one. */
  static boolean is(Change change) {
    return change.kind() == ChangeKind.SNAPSHOT && change.operation() == Operation.DELETE;
  }
}
