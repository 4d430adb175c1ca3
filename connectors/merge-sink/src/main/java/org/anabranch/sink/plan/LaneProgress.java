package org.anabranch.sink.plan;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.Watermark;

/**
 * How far the members have come in one lane, as this store has learnt from their records.
 *
 * @param own the store's own origin
 * @param watermarks of every member; {@link Watermark#NONE} where nothing has come of one
 */
public record LaneProgress(Origin own, Map<Origin, Watermark> watermarks) {

  /** What all of these members have acknowledged: per origin the least of their contexts. */
  public VersionVector acknowledgedBy(Collection<Origin> members) {
    Set<Origin> named = new HashSet<>();
    for (Origin member : members) {
      context(member).forEach((origin, stamp) -> named.add(origin));
    }
    TreeMap<Origin, Stamp> least = new TreeMap<>();
    for (Origin origin : named) {
      members.stream()
          .map(member -> context(member).of(origin))
          .min(Stamp::compareTo)
          .filter(stamp -> !stamp.isZero())
          .ifPresent(stamp -> least.put(origin, stamp));
    }
    return VersionVector.of(least);
  }

  /** How far the own log has been read back. */
  public long position() {
    return watermarks.getOrDefault(own, Watermark.NONE).position();
  }

  public boolean snapshotRunning() {
    return watermarks.values().stream().anyMatch(Watermark::snapshotRunning);
  }

  private VersionVector context(Origin member) {
    return watermarks.getOrDefault(member, Watermark.NONE).context();
  }
}
