package org.anabranch.sink.single;

import java.util.List;
import java.util.function.Function;
import org.anabranch.sink.plan.DropReport;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.plan.Step;

/** What comes next in a merge without transactions. What is done already stays done. */
public sealed interface SingleStep {

  /**
   * Execute statements of one kind, about different documents, and go on with their answers, in the
   * same order.
   */
  record Ask(List<? extends SingleStatement<?>> statements, Function<List<?>, SingleStep> then)
      implements SingleStep {}

  /** All of the batch is merged. */
  record Done(MergeReport report) implements SingleStep {}

  /** What could be forgotten is. */
  record Forgot(DropReport report) implements SingleStep {}

  /** A change that cannot be judged; what else there was is merged, and no watermark has moved. */
  record Behind(Step.Behind change) implements SingleStep {}

  /** Another task has moved a watermark: read the watermarks again, start over. */
  record LostRace() implements SingleStep {}
}
