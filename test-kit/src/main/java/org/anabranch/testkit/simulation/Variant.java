package org.anabranch.testkit.simulation;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.anabranch.model.merge.Merge;
import org.anabranch.sink.plan.Step;

/**
 * What is changed on the way between the real parts, to show that the simulation would notice.
 *
 * @param plan makes, for each merge transaction, what its steps go through
 * @param merge what the strategy becomes
 * @param log what a capture is given of a transaction
 */
record Variant(
    Supplier<UnaryOperator<Step>> plan,
    UnaryOperator<Merge> merge,
    UnaryOperator<LogTransaction> log) {

  /** The protocol as it is. */
  static final Variant NONE =
      new Variant(UnaryOperator::identity, UnaryOperator.identity(), UnaryOperator.identity());

  static Variant ofPlan(Supplier<UnaryOperator<Step>> plan) {
    return new Variant(plan, UnaryOperator.identity(), UnaryOperator.identity());
  }

  static Variant ofMerge(UnaryOperator<Merge> merge) {
    return new Variant(UnaryOperator::identity, merge, UnaryOperator.identity());
  }

  static Variant ofLog(UnaryOperator<LogTransaction> log) {
    return new Variant(UnaryOperator::identity, UnaryOperator.identity(), log);
  }
}
