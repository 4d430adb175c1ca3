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
 * @param external the systems that write events of the lane's table, each with the least stamp that
 *     may still come of it; they acknowledge nothing
 */
public record LaneProgress(
    Origin own, Map<Origin, Watermark> watermarks, Map<Origin, Stamp> external) {

  /** Of a table of which only members write. */
  public LaneProgress(Origin own, Map<Origin, Watermark> watermarks) {
    this(own, watermarks, Map.of());
  }

  /**
   * What all of these members have acknowledged: per origin the least of their contexts. Of an
   * origin that is no member any more all have seen the end; one that joined later has never heard
   * of it, and is not asked. Events of other systems are acknowledged by members like changes.
   */
  public VersionVector acknowledgedBy(Collection<Origin> members) {
    Set<Origin> named = new HashSet<>();
    for (Watermark watermark : watermarks.values()) {
      watermark.context().forEach((origin, stamp) -> named.add(origin));
    }
    TreeMap<Origin, Stamp> acknowledged = new TreeMap<>();
    for (Origin origin : named) {
      boolean writes = watermarks.containsKey(origin) || external.containsKey(origin);
      Stamp stamp = writes ? least(members, origin) : highest(origin);
      if (!stamp.isZero()) {
        acknowledged.put(origin, stamp);
      }
    }
    return VersionVector.of(acknowledged);
  }

  private Stamp least(Collection<Origin> members, Origin origin) {
    return members.stream()
        .map(member -> context(member).of(origin))
        .min(Stamp::compareTo)
        .orElse(Stamp.ZERO);
  }

  private Stamp highest(Origin former) {
    return watermarks.values().stream()
        .map(watermark -> watermark.context().of(former))
        .max(Stamp::compareTo)
        .orElse(Stamp.ZERO);
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
