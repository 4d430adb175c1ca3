package org.anabranch.sink.plan;

import java.util.List;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Statement.WatermarkMove;

/**
 * What a merge transaction did, once it has committed.
 *
 * @param moves the watermarks that moved
 * @param applied changes that are the visible row now or were on the way to it
 * @param superseded changes that lost, or that another change of the batch covered
 * @param alreadyMerged changes that had been merged before
 * @param rewritten own rows that the sink had written over and restored
 * @param conflicts the conflicts recorded
 * @param closed how many conflicts are over, perhaps of those recorded
 * @param columnStateBytes of each key merged by column of which something is in flight, the bytes
 *     that this takes in its version row
 */
public record MergeReport(
    List<WatermarkMove> moves,
    List<Arrival> applied,
    int superseded,
    int alreadyMerged,
    int rewritten,
    List<Conflict> conflicts,
    int closed,
    List<Integer> columnStateBytes) {}
