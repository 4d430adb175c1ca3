package org.anabranch.tools.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.jspecify.annotations.Nullable;

/** Something that an administrator waits for while members change. */
public sealed interface Condition {

  /** What is not so yet, one line each; none where it is. */
  List<String> lacks(List<RegionProgress> regions);

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
          String where = missing(region.of(member), region.streams());
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

  /** All regions have merged an origin's streams up to the same end. */
  record SameEnd(Origin origin) implements Condition {

    @Override
    public List<String> lacks(List<RegionProgress> regions) {
      Set<Stream> streams = new TreeSet<>();
      regions.forEach(region -> streams.addAll(region.of(origin).keySet()));
      if (streams.isEmpty()) {
        return List.of("No region has merged anything of " + origin);
      }
      return streams.stream()
          .filter(stream -> ends(stream, regions) > 1)
          .map(stream -> "%s of %s ends differently".formatted(stream, origin))
          .toList();
    }

    private long ends(Stream stream, List<RegionProgress> regions) {
      return regions.stream()
          .map(region -> region.of(origin).get(stream))
          .map(end -> end == null ? 0 : end.stamp().bits())
          .distinct()
          .count();
    }
  }
}
