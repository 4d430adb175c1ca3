package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.Arrival;
import org.jspecify.annotations.Nullable;

/**
 * What a merge has to know of a key's lane.
 *
 * @param floor what is forgotten of the lane, of those that are members
 * @param whole the same with those that are none, or none any more
 * @param ownUnread as of {@link Intake}
 */
record LaneState(VersionVector floor, VersionVector whole, Set<Arrival> ownUnread) {

  /** What is forgotten here that matters to a change. */
  VersionVector floor(Change change) {
    return change.external() ? whole : floor;
  }

  /** Whether a change can be judged without what is forgotten here. */
  boolean judges(Change change) {
    return judges(change, floor(change));
  }

  /**
   * Whether a change's origin had seen all of a floor; of an event of another system, whether it is
   * later than all of it.
   */
  static boolean judges(Change change, VersionVector floor) {
    return change.external()
        ? change.id().stamp().compareTo(floor.highest()) > 0
        : change.context().covers(floor);
  }

  /**
   * What a change that names what it had not seen of its key meets where no version is known: the
   * version of what it had not seen, if that was merged here and is forgotten. The row is that
   * change's, or one's that saw it.
   */
  @Nullable KeyVersion leftOut(Change change, VersionVector vector) {
    VersionVector seen = change.keyContext();
    if (seen == null) {
      return null;
    }
    List<Origin> less = new ArrayList<>();
    change
        .context()
        .forEach(
            (origin, stamp) -> {
              if (stamp.compareTo(seen.of(origin)) > 0) {
                less.add(origin);
              }
            });
    return less.stream()
        .map(origin -> new ChangeId(origin, new Stamp(seen.of(origin).bits() + 1)))
        .filter(floor::covers)
        .map(id -> new KeyVersion(vector, id, Objects.requireNonNull(id).stamp(), false))
        .findFirst()
        .orElse(null);
  }
}
