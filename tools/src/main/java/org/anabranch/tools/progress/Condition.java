package org.anabranch.tools.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.jspecify.annotations.Nullable;

/** Something that an administrator waits for while members change. */
public sealed interface Condition {

  /** What is not so yet, one line each; none where it is. */
  List<String> lacks(List<RegionProgress> regions);

  /** Every table and lane in which anything has come, in any region that was looked at. */
  private static Set<Stream> streams(List<RegionProgress> regions) {
    Set<Stream> all = new TreeSet<>();
    regions.forEach(region -> all.addAll(region.streams()));
    return all;
  }

  /**
   * Every region has heard from every other member since that one has this list, in every table and
   * lane in which anything has come.
   */
  record Listed(Members members) implements Condition {

    @Override
    public List<String> lacks(List<RegionProgress> regions) {
      List<String> lacks = new ArrayList<>();
      for (RegionProgress region : regions) {
        for (Origin member : members.origins()) {
          String where = missing(region.of(member), streams(regions));
          if (where != null && !member.equals(region.region())) {
            lacks.add(
                "%s has not heard from %s with these members in %s"
                    .formatted(region.region(), member, where));
          }
        }
      }
      return lacks;
    }

    private @Nullable String missing(Map<Stream, StreamEnd> ends, Set<Stream> streams) {
      if (streams.isEmpty()) {
        return "any lane";
      }
      long missing =
          streams.stream()
              .map(ends::get)
              .filter(end -> end == null || end.members() != members.fingerprint())
              .count();
      return missing == 0 ? null : "%d of %d lanes".formatted(missing, streams.size());
    }
  }

  /**
   * All other regions have merged an origin's streams up to the same end, and have heard from each
   * other that they have, so that nothing is under way that had not seen it. Where the origin's own
   * region is looked at too, nobody may be behind what that one has merged of itself.
   */
  record SameEnd(Origin origin) implements Condition {

    @Override
    public List<String> lacks(List<RegionProgress> all) {
      Set<Stream> streams = new TreeSet<>();
      all.forEach(region -> streams.addAll(region.of(origin).keySet()));
      List<RegionProgress> others =
          all.stream().filter(region -> !region.region().equals(origin)).toList();
      if (streams.isEmpty() || others.isEmpty()) {
        return List.of("No other region has merged anything of " + origin);
      }
      List<String> lacks = new ArrayList<>();
      for (Stream stream : streams) {
        Stamp end = end(stream, all);
        Stamp own = end(stream, all.stream().filter(region -> !others.contains(region)).toList());
        long ends = others.stream().map(region -> end(stream, List.of(region))).distinct().count();
        if (ends > 1 || end(stream, others).compareTo(own) < 0) {
          lacks.add("%s of %s ends differently".formatted(stream, origin));
        } else {
          lacks.addAll(unheard(stream, end, others));
        }
      }
      return lacks;
    }

    private List<String> unheard(Stream stream, Stamp end, List<RegionProgress> others) {
      List<String> lacks = new ArrayList<>();
      for (RegionProgress region : others) {
        for (RegionProgress other : others) {
          if (region.seenBy(other.region(), stream).of(origin).compareTo(end) < 0) {
            lacks.add(
                "%s has not heard from %s that it has merged %s of %s to its end"
                    .formatted(region.region(), other.region(), stream, origin));
          }
        }
      }
      return lacks;
    }

    private Stamp end(Stream stream, List<RegionProgress> regions) {
      return regions.stream()
          .map(region -> region.stamp(origin, stream))
          .max(Stamp::compareTo)
          .orElse(Stamp.ZERO);
    }
  }

  /**
   * A region has heard from every other one that this has seen all that the region had merged when
   * it was looked at first, and each has read back its own changes up to there. What comes later
   * has seen all that was sent before the region joined, and what the others show is what they
   * have.
   *
   * @param first the region as it was then
   * @param members who is asked
   */
  record Acknowledged(RegionProgress first, List<Origin> members) implements Condition {

    @Override
    public List<String> lacks(List<RegionProgress> regions) {
      List<String> lacks = new ArrayList<>();
      Set<Stream> streams = streams(regions);
      for (RegionProgress region : regions) {
        if (region.region().equals(first.region())) {
          members.forEach(member -> lacks.addAll(lacks(region, member, streams)));
        }
        lacks.addAll(unread(region, streams));
      }
      return lacks;
    }

    private List<String> unread(RegionProgress region, Set<Stream> streams) {
      Origin own = region.region();
      long behind =
          streams.stream()
              .filter(stream -> region.stamp(own, stream).compareTo(first.stamp(own, stream)) < 0)
              .count();
      return behind == 0
          ? List.of()
          : List.of(
              "%s has not read back its own changes, in %d of %d lanes"
                  .formatted(own, behind, streams.size()));
    }

    private List<String> lacks(RegionProgress region, Origin member, Set<Stream> streams) {
      long behind =
          streams.stream()
              .filter(
                  stream ->
                      members.stream().anyMatch(origin -> isBehind(region, member, origin, stream)))
              .count();
      return behind == 0
          ? List.of()
          : List.of(
              "%s has not heard from %s that it has seen the same, in %d of %d lanes"
                  .formatted(region.region(), member, behind, streams.size()));
    }

    private boolean isBehind(RegionProgress region, Origin member, Origin origin, Stream stream) {
      return region.seenBy(member, stream).of(origin).compareTo(first.stamp(origin, stream)) < 0;
    }
  }
}
