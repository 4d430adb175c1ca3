package org.anabranch.sink.plan;

import org.anabranch.model.merge.Merge;
import org.anabranch.sink.store.Conflict.Verdict;

/**
 * How the changes of a table are merged.
 *
 * @param name told in each conflict
 * @param verdict what a conflict is recorded as
 */
public record Strategy(String name, Merge merge, Verdict verdict) {}
