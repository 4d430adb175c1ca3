package org.anabranch.operations;

import java.util.List;
import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;

/** The state in which every member has acknowledged everything, so nothing is remembered. */
public final class Forgotten {

  private static final String FIRST =
      "SELECT format('%s of %s: %s', count(*) OVER (), count(*) FILTER (WHERE hidden) OVER (), v)"
          + " FROM anabranch.version v LIMIT 5";

  private Forgotten() {}

  /** Returns once a region's version rows are all dropped; fails with the first of those left. */
  public static void await(Region region) {
    Await.until(
        "no version row is left in " + region,
        Await.DEADLINE,
        () -> region.column(FIRST),
        List::isEmpty);
  }
}
