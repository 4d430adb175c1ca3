package org.anabranch.testkit.simulation;

/** What can make a world harder; each is in some worlds and not in others. */
enum Trait {
  /** There are rows before anything is captured. */
  FILLED(3),
  /** Changes travel as the text of their header. */
  WIRE(5),
  /** Something may happen between a commit's place in the log and its being seen. */
  SLOW_VISIBILITY(2),
  /** Regions cannot apply some of the others' changes (M8). */
  REFUSALS(5),
  /** A row goes when another one is deleted. */
  CASCADES(4),
  /** A capture can lose its slot and its offsets, and with them what it had not read. */
  SLOTS_LOST(5),
  /** Regions may not hold some of the others' rows and get stubs of them. */
  STUBS(6),
  /** Rows have a column that updates leave alone and that the log then does not hold (C8). */
  LONG_COLUMNS(5),
  /** Tables are emptied by TRUNCATE (C7). */
  TRUNCATES(8),
  /** Keys change, and rows are sent again by updates that change nothing. */
  KEYS_CHANGE(4),
  /** Transactions go back to savepoints, and behind each a writer has another mark. */
  SAVEPOINTS(4),
  /** The last region joins while the others write. */
  JOINS(6),
  /** The first region retires while the others write. */
  RETIRES(8),
  /** Tables are rewritten, so that every row has another writer's mark. */
  REWRITES(4);

  private final int oneIn;

  Trait(int oneIn) {
    this.oneIn = oneIn;
  }

  boolean drawn(Choices choices) {
    return choices.oneIn(oneIn);
  }
}
