package org.anabranch.testkit.simulation;

import java.util.function.UnaryOperator;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.StoreException;
import org.jspecify.annotations.Nullable;

/** What a region's sink does between batches, in transactions of its own. */
abstract class Upkeep implements Actor {

  final World world;
  final Region region;
  private final String name;
  private @Nullable MergeAttempt attempt;

  Upkeep(World world, Region region, String name) {
    this.world = world;
    this.region = region;
    this.name = name;
  }

  /** The first step of a transaction; null where there is nothing to do. */
  abstract @Nullable Step begin();

  /** How the steps of one transaction are taken, for mutants that take them otherwise. */
  UnaryOperator<Step> variant() {
    return UnaryOperator.identity();
  }

  /** Whether it ends so that its transaction is to commit. */
  abstract boolean commits(Step end);

  /** The transaction is over, or its session is: others see what it did, or that it did nothing. */
  void visible() {}

  /** It has committed. */
  abstract void ended(Step end);

  /** It has come to nothing. */
  abstract void gaveUp();

  /** It ended so that its transaction was rolled back. */
  void refused(Step end) {}

  /** Its memory is gone. */
  abstract void forgot();

  @Override
  public final boolean act(Choices choices) {
    MergeAttempt current = attempt;
    if (current == null) {
      return start();
    }
    SimulatedTransaction transaction = current.transaction();
    if (transaction.aborted()) {
      giveUp();
    } else if (transaction.logged()) {
      end(current);
    } else if (current.step() instanceof Ask<?>) {
      advance(current);
    } else if (commits(current.step())) {
      transaction.logCommit(world.nowMillis() + region.clockSkewMillis());
      if (!world.settings().has(Trait.SLOW_VISIBILITY)) {
        end(current);
      }
    } else {
      transaction.abort();
      refused(current.step());
      giveUp();
    }
    return true;
  }

  private boolean start() {
    Step first = begin();
    if (first == null) {
      return false;
    }
    attempt =
        new MergeAttempt(
            region.database().begin(this + ""),
            variant(),
            first,
            world,
            statement -> world.schedule().note(this, () -> "begins " + statement.name()));
    return true;
  }

  /** A row that somebody has taken what is unique from meanwhile is tried at the next look. */
  private void advance(MergeAttempt current) {
    try {
      current.advance();
    } catch (StoreException.RowsRefused e) {
      world.schedule().note(this, () -> "finds it taken");
      current.transaction().abort();
      giveUp();
    }
  }

  private void giveUp() {
    attempt = null;
    gaveUp();
  }

  private void end(MergeAttempt current) {
    current.transaction().becomeVisible();
    visible();
    attempt = null;
    ended(current.step());
  }

  @Override
  public final boolean finish() {
    return act(Choices.DULL);
  }

  @Override
  public final void crash(Choices choices) {
    MergeAttempt current = attempt;
    if (current != null) {
      current.transaction().disconnect();
      visible();
    }
    attempt = null;
    forgot();
    world.schedule().note(this, () -> "dies");
  }

  @Override
  public final String toString() {
    return region + " " + name;
  }
}
