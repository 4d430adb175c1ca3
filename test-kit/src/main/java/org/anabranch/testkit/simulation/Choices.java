package org.anabranch.testkit.simulation;

import java.util.List;

/**
 * Where every decision of a run comes from. Zero is always the dullest decision, so that a schedule
 * gets simpler as its numbers get smaller.
 */
interface Choices {

  /** A new step of the schedule begins; what follows belongs to it. */
  void nextStep();

  /** A number from 0 to {@code bound - 1}. */
  int below(int bound);

  /** Something rare. */
  default boolean oneIn(int bound) {
    return below(bound) == bound - 1;
  }

  default <T> T pick(List<T> from) {
    return from.get(below(from.size()));
  }

  /** Nothing but the dullest decisions: how a run comes to rest. */
  Choices DULL =
      new Choices() {
        @Override
        public void nextStep() {}

        @Override
        public int below(int bound) {
          return 0;
        }
      };
}
