package org.anabranch.model.merge;

import org.anabranch.model.change.Change;

/**
 * A way to make one history of two. Pure: the same version and change always give the same outcome.
 *
 * <p>Whatever the order in which a region merges a set of changes (each origin's in their own
 * order), it ends with the same winner and the same vector; {@code MergeLaws} in the model's
 * test-jar checks this.
 */
@FunctionalInterface
public interface Merge {

  /** Merges {@code change} into what the region has merged of its key. */
  Outcome merge(KeyVersion current, Change change);
}
