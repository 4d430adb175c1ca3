package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A statement under way, piece by piece; anything may happen between two pieces. The first piece
 * takes the statement's snapshot, every other handles a row.
 *
 * @param <R> what the statement answers
 */
final class Execution<R> {

  private final Runnable snapshot;
  private final List<BooleanSupplier> pieces;
  private final Supplier<R> answer;
  private int next = -1;

  /**
   * A statement that has not begun.
   *
   * @param pieces each answers whether it is done; one that is not waits for a lock
   */
  Execution(Runnable snapshot, List<BooleanSupplier> pieces, Supplier<R> answer) {
    this.snapshot = snapshot;
    this.pieces = pieces;
    this.answer = answer;
  }

  /** Does the next piece. Answers whether it could; where not, it is waiting for a lock. */
  boolean advance() {
    if (next < 0) {
      snapshot.run();
    } else if (!pieces.get(next).getAsBoolean()) {
      return false;
    }
    next++;
    return true;
  }

  boolean done() {
    return next == pieces.size();
  }

  R answer() {
    return answer.get();
  }
}
