package org.anabranch.transforms.policy.condition;

import java.util.List;

/** A condition for one direction, compiled. Safe for several threads. */
public final class Condition {

  private final Truth truth;
  private final Truth interpreted;
  private final List<FieldRead> reads;
  private final boolean wholeRow;

  /**
   * @param interpreted the same by CEL alone
   */
  Condition(Truth truth, Truth interpreted, List<FieldRead> reads, boolean wholeRow) {
    this.truth = truth;
    this.interpreted = interpreted;
    this.reads = List.copyOf(reads);
    this.wholeRow = wholeRow;
  }

  /** The fields that it reads by name. */
  public List<FieldRead> reads() {
    return reads;
  }

  /** Whether it reads the row as a whole, too. */
  public boolean readsWholeRow() {
    return wholeRow;
  }

  /**
   * Whether it is true.
   *
   * @throws UnanswerableException where it has no answer
   */
  public boolean holds(Facts facts) throws UnanswerableException {
    return truth.of(facts);
  }

  /** What CEL says of it, for tests. */
  Truth interpreted() {
    return interpreted;
  }
}
