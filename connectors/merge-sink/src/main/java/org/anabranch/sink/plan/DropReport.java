package org.anabranch.sink.plan;

import java.util.Map;
import java.util.Set;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.TableLane;

/**
 * What a {@link DropPlan} has done.
 *
 * @param stable how many version rows were dropped because every member has acknowledged them
 * @param waitedFor how many were dropped although a member has not acknowledged them, by the member
 * @param left lanes in which more can be dropped at once
 */
public record DropReport(int stable, Map<Origin, Integer> waitedFor, Set<TableLane> left) {

  public static final DropReport NOTHING = new DropReport(0, Map.of(), Set.of());
}
