package org.anabranch.sink.column;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * Whether a region may show a row of which it got stubs: changes that it may not see. The merged
 * row is no single change's row, so nobody has judged it but who had all of it. A stub therefore
 * hides the row, whatever the stamps are, and so does a change that had not seen a stub; the row
 * comes back with the first change that had seen all of these, as that change has it
 * (docs/decisions/022). Immutable.
 *
 * @param last the highest of the stubs that hide the row, or did last; null where none came
 * @param needed what a change has to have seen to show the row: the stubs, and the changes that had
 *     not seen one of them
 * @param restored what the last change had seen that brought the row back, itself included: all
 *     that is in the row as that change told it
 */
public record RowStubs(@Nullable ChangeId last, VersionVector needed, VersionVector restored) {

  /** No stub ever came. */
  public static final RowStubs NONE = new RowStubs(null, VersionVector.EMPTY, VersionVector.EMPTY);

  /** Whether the row may not be shown. */
  public boolean hides() {
    return !restored.covers(needed);
  }

  /**
   * With a stub.
   *
   * @param seen by origin, what its last change of the row had seen, itself included
   */
  RowStubs withStub(Change stub, Map<Origin, VersionVector> seen) {
    ChangeId id = stub.id();
    VersionVector more = needed.with(id);
    for (Map.Entry<Origin, VersionVector> of : seen.entrySet()) {
      ChangeId other = new ChangeId(of.getKey(), of.getValue().of(of.getKey()));
      if (!of.getValue().covers(id) && !stub.seen().covers(other)) {
        more = more.with(other);
      }
    }
    boolean highest = last == null || last.compareTo(id) < 0;
    return new RowStubs(highest || !hides() ? id : last, more, restored);
  }

  /**
   * With a change that is no stub.
   *
   * @param whole whether the row can be shown as it has it: where it lacks columns, or cannot be
   *     applied, it cannot
   */
  RowStubs with(Change change, boolean whole) {
    if (last == null) {
      return this;
    }
    VersionVector past = change.seen().with(change.id());
    if (!whole || !past.covers(needed)) {
      return new RowStubs(last, needed.with(change.id()), restored);
    }
    return hides() ? new RowStubs(last, needed, past) : this;
  }

  /** Whether a change is in the row already, as the one that brought it back told it. */
  boolean told(ChangeId id) {
    return restored.covers(id);
  }
}
