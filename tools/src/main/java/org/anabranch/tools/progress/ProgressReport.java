package org.anabranch.tools.progress;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.tools.console.TextTable;
import org.jspecify.annotations.Nullable;

/** One line per region and origin: how far the slowest lane is, and to whom the origin sends. */
public final class ProgressReport {

  private final List<RegionProgress> regions;
  private final @Nullable Members members;

  /**
   * A report.
   *
   * @param members what lists are compared with; null where they are only to be told apart
   */
  public ProgressReport(List<RegionProgress> regions, @Nullable Members members) {
    this.regions = regions;
    this.members = members;
  }

  public List<String> lines() {
    TextTable table =
        new TextTable("region", "origin", "lanes", "merged to", "slowest", "snapshot", "members");
    for (RegionProgress region : regions) {
      region.origins().forEach((origin, ends) -> table.add(cells(region.region(), origin, ends)));
    }
    return table.lines();
  }

  private String[] cells(Origin region, Origin origin, Map<Stream, StreamEnd> ends) {
    Map.Entry<Stream, StreamEnd> slowest =
        ends.entrySet().stream()
            .min(Map.Entry.comparingByValue(Comparator.comparing(StreamEnd::stamp)))
            .orElseThrow();
    return new String[] {
      region.name(),
      origin.name(),
      String.valueOf(ends.size()),
      told(slowest.getValue().stamp()),
      slowest.getKey().toString(),
      ends.values().stream().anyMatch(StreamEnd::snapshotRunning) ? "running" : "-",
      membersOf(ends)
    };
  }

  /** The stamp's time, and its counter, by which stamps of a millisecond differ. */
  private static String told(Stamp stamp) {
    return Instant.ofEpochMilli(stamp.millis()) + " +" + stamp.counter();
  }

  private String membersOf(Map<Stream, StreamEnd> ends) {
    List<Long> lists = ends.values().stream().map(StreamEnd::members).distinct().toList();
    if (lists.size() > 1) {
      return "several lists";
    }
    if (members == null) {
      return "%016x".formatted(lists.get(0));
    }
    return lists.get(0) == members.fingerprint() ? "these" : "others";
  }
}
