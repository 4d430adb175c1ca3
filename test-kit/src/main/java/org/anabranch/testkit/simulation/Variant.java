package org.anabranch.testkit.simulation;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.Step;

/**
 * What is changed on the way between the real parts, to show that the simulation would notice.
 *
 * @param plan makes, for each merge transaction of a region, what its steps go through
 * @param merge what the strategy becomes
 * @param log what a capture is given of a transaction
 * @param patient whether a capture waits until others can see what it reads
 */
record Variant(
    Function<Origin, UnaryOperator<Step>> plan,
    UnaryOperator<Merge> merge,
    UnaryOperator<LogTransaction> log,
    boolean patient) {

  /** The protocol as it is. */
  static final Variant NONE =
      new Variant(
          region -> UnaryOperator.identity(),
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          true);

  Variant withPlan(Function<Origin, UnaryOperator<Step>> changed) {
    return new Variant(changed, merge, log, patient);
  }

  Variant withMerge(UnaryOperator<Merge> changed) {
    return new Variant(plan, changed, log, patient);
  }

  Variant withLog(UnaryOperator<LogTransaction> changed) {
    return new Variant(plan, merge, changed, patient);
  }

  Variant impatient() {
    return new Variant(plan, merge, log, false);
  }
}
