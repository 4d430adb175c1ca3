package org.anabranch.convergence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.regions.Region;

/** How far a region has merged the streams of an origin. */
public final class Streams {

  private Streams() {}

  /** The streams whose last change is not merged yet, with where they stand. */
  public static List<String> behind(Map<String, Long> ends, Region region, Region origin) {
    Map<String, Long> merged = new HashMap<>();
    for (String line :
        region.column(
            "SELECT table_schema || '.' || table_name || ' ' || lane || ' ' || stamp"
                + " FROM anabranch.watermark WHERE origin = '%s'".formatted(origin))) {
      int space = line.lastIndexOf(' ');
      merged.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
    }
    return ends.entrySet().stream()
        .filter(end -> merged.getOrDefault(end.getKey(), 0L) < end.getValue())
        .map(end -> end + " merged " + merged.get(end.getKey()))
        .toList();
  }
}
