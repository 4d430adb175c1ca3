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
 * @param floor what is forgotten of the lane
 * @param ownUnread as of {@link Intake}
 */
record LaneState(VersionVector floor, Set<Arrival> ownUnread) {

  /** Whether a change's origin had seen all that is forgotten here. */
  boolean judges(Change change) {
    return change.context().covers(floor);
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
