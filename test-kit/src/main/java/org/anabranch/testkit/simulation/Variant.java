package org.anabranch.testkit.simulation;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.plan.Step;

/**
 * What is changed on the way between the real parts, to show that the simulation would notice.
 *
 * @param plan makes, for each merge transaction of a region, what its steps go through
 * @param merge what the strategy becomes
 * @param log what a capture is given of a transaction
 * @param patient whether a capture waits until others can see what it reads
 * @param snapshotDecidedEarly whether a capture decides before it has its slot if a snapshot is its
 *     first
 * @param sinkAwaitsSlot whether a sink waits until the capture beside it keeps the log
 * @param marksSnapshots whether the begin and the end of a snapshot are marked
 * @param stability when version rows are forgotten
 * @param startsAtWall whether a capture without state forgets the drift that other clocks may have
 */
record Variant(
    Function<Origin, UnaryOperator<Step>> plan,
    UnaryOperator<Merge> merge,
    UnaryOperator<LogTransaction> log,
    boolean patient,
    boolean snapshotDecidedEarly,
    boolean startsAtWall,
    boolean sinkAwaitsSlot,
    boolean marksSnapshots,
    Stability stability) {

  /** The protocol as it is. */
  static final Variant NONE =
      new Variant(
          region -> UnaryOperator.identity(),
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          true,
          false,
          false,
          true,
          true,
          Stability.RULE);

  Variant withPlan(Function<Origin, UnaryOperator<Step>> changed) {
    return new Variant(
        changed,
        merge,
        log,
        patient,
        snapshotDecidedEarly,
        startsAtWall,
        sinkAwaitsSlot,
        marksSnapshots,
        stability);
  }

  Variant withMerge(UnaryOperator<Merge> changed) {
    return new Variant(
        plan,
        changed,
        log,
        patient,
        snapshotDecidedEarly,
        startsAtWall,
        sinkAwaitsSlot,
        marksSnapshots,
        stability);
  }

  Variant withLog(UnaryOperator<LogTransaction> changed) {
    return new Variant(
        plan,
        merge,
        changed,
        patient,
        snapshotDecidedEarly,
        startsAtWall,
        sinkAwaitsSlot,
        marksSnapshots,
        stability);
  }

  Variant impatient() {
    return new Variant(
        plan,
        merge,
        log,
        false,
        snapshotDecidedEarly,
        startsAtWall,
        sinkAwaitsSlot,
        marksSnapshots,
        stability);
  }

  Variant decidingEarly() {
    return new Variant(
        plan, merge, log, patient, true, startsAtWall, sinkAwaitsSlot, marksSnapshots, stability);
  }

  Variant startingAtWall() {
    return new Variant(
        plan,
        merge,
        log,
        patient,
        snapshotDecidedEarly,
        true,
        sinkAwaitsSlot,
        marksSnapshots,
        stability);
  }

  Variant notAwaitingSlot() {
    return new Variant(
        plan,
        merge,
        log,
        patient,
        snapshotDecidedEarly,
        startsAtWall,
        false,
        marksSnapshots,
        stability);
  }

  Variant withoutSnapshotMarks() {
    return new Variant(
        plan,
        merge,
        log,
        patient,
        snapshotDecidedEarly,
        startsAtWall,
        sinkAwaitsSlot,
        false,
        stability);
  }

  Variant withStability(Stability changed) {
    return new Variant(
        plan,
        merge,
        log,
        patient,
        snapshotDecidedEarly,
        startsAtWall,
        sinkAwaitsSlot,
        marksSnapshots,
        changed);
  }
}
