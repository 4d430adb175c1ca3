package org.anabranch.sink.plan;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.VersionKey;

/** What comes next in a merge transaction. */
public sealed interface Step {

  /** Execute a statement and go on with its answer. */
  record Ask<R>(Statement<R> statement, Function<R, Step> then) implements Step {}

  /** Commit. */
  record Done(MergeReport report) implements Step {}

  /**
   * A change that cannot be judged: its origin has not seen what is forgotten here. Roll back.
   *
   * @param floor what is forgotten of the change's lane
   */
  record Behind(Arrival arrival, VersionVector floor) implements Step {

    /** Whether a change can be judged all the same; of those of the same lane. */
    public boolean judges(Change change) {
      return LaneState.judges(change, floor);
    }
  }

  /** Commit; the transaction was a {@link DropPlan}'s. */
  record Forgot(DropReport report) implements Step {}

  /** Commit; the transaction was a {@link ParkedPlan}'s. */
  record Retried(ParkedReport report) implements Step {}

  /**
   * Rows refer to others that are not there: roll back, and start over, parking them as well.
   *
   * @param orphans rows that were to be written, with the foreign key of each
   * @param children rows that refer to rows that were to be deleted
   */
  record Orphaned(Map<VersionKey, String> orphans, List<Child> children) implements Step {}

  /** Another task moved a watermark first: roll back, read the watermarks again, start over. */
  record LostRace() implements Step {}
}
