package org.anabranch.sink.plan;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/**
 * Where all members' streams of a table stand, in all lanes of which anything has come; a capture
 * that starts tells something in every lane.
 *
 * @param watermarks {@link Watermark#NONE} where a member has told nothing in such a lane
 */
public record TableStreams(Origin own, Map<WatermarkKey, Watermark> watermarks) {

  /** Of what a store says of a table's streams. */
  public static TableStreams of(
      Origin own,
      Collection<Origin> members,
      TableName table,
      Map<WatermarkKey, Watermark> standing) {
    Map<WatermarkKey, Watermark> watermarks = new TreeMap<>();
    for (WatermarkKey stream : standing.keySet()) {
      for (Origin member : members) {
        WatermarkKey ofMember = new WatermarkKey(member, table, stream.lane());
        watermarks.put(ofMember, standing.getOrDefault(ofMember, Watermark.NONE));
      }
    }
    return new TableStreams(own, watermarks);
  }

  /**
   * The highest stamp of which no lower one can come any more, nor be shown again.
   *
   * @param parked the lowest stamp of a row that is parked; null where none is
   */
  public Stamp mergedUpTo(@Nullable Stamp parked) {
    Stamp merged =
        watermarks.values().stream()
            .map(Watermark::sequence)
            .min(Stamp::compareTo)
            .orElse(Stamp.ZERO);
    // Of two changes with the same stamp the origin decides, so the parked one's stamp is too high.
    return parked == null || parked.compareTo(merged) > 0
        ? merged
        : new Stamp(Math.max(0, parked.bits() - 1));
  }

  /** Whether a member's snapshot of a lane is under way: its rows may be from before all stamps. */
  public boolean snapshotRunning() {
    return watermarks.values().stream().anyMatch(Watermark::snapshotRunning);
  }

  /** The lanes of which the own stream has told nothing yet. */
  public Set<Integer> unread() {
    Set<Integer> lanes = new HashSet<>();
    watermarks.forEach(
        (stream, at) -> {
          if (stream.origin().equals(own) && at.equals(Watermark.NONE)) {
            lanes.add(stream.lane());
          }
        });
    return lanes;
  }

  /** A move that leaves a stream where it stands; null where nothing was merged yet. */
  public @Nullable WatermarkMove marker() {
    return watermarks.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(Watermark.NONE))
        .map(entry -> new WatermarkMove(entry.getKey(), entry.getValue(), entry.getValue()))
        .findFirst()
        .orElse(null);
  }
}
