package org.anabranch.sink.plan;

import java.util.Map;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DropPlan} has done.
 *
 * @param stable how many version rows were dropped because every member has acknowledged them
 * @param expired how many were dropped although some member has not acknowledged them
 * @param waitedFor how many of these each member has not acknowledged
 * @param waitsForLog whether a row that every member has acknowledged waits for the own log to be
 *     read back
 * @param after the last row that was looked at, where there may be more behind it; null where all
 *     of them were looked at
 */
public record DropReport(
    int stable,
    int expired,
    Map<Origin, Integer> waitedFor,
    boolean waitsForLog,
    @Nullable VersionKey after) {

  public static final DropReport NOTHING = nothing(null);

  /** Where no row waits for the own log. */
  public DropReport(
      int stable, int expired, Map<Origin, Integer> waitedFor, @Nullable VersionKey after) {
    this(stable, expired, waitedFor, false, after);
  }

  /** Nothing was forgotten so far. */
  public static DropReport nothing(@Nullable VersionKey after) {
    return new DropReport(0, 0, Map.of(), after);
  }
}
