package org.anabranch.model.merge;

import org.anabranch.model.version.ChangeId;

/** What became of a change that was merged into a key's version. */
public sealed interface Outcome {

  /** What the region has merged of the key now. */
  KeyVersion version();

  /**
   * It was merged before, itself or through a change whose origin had seen it; the winner is as
   * before. The vector may have learnt from its context: not keeping that costs false conflicts at
   * most.
   */
  record AlreadyMerged(KeyVersion version) implements Outcome {}

  /** Its origin had seen the winner so far (or there was none): it is the row now. */
  record Supersedes(KeyVersion version) implements Outcome {}

  /** It and the winner so far had not seen each other, and it is the row now. */
  record Prevails(KeyVersion version, ChangeId loser) implements Outcome {}

  /** It and the winner had not seen each other, and the winner stays. */
  record Yields(KeyVersion version, ChangeId winner) implements Outcome {}
}
