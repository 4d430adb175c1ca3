package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.testkit.simulation.SessionStatement.Kind;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** A connection of the application: transactions of a few statements, some of which give up. */
final class Session implements Actor {

  private final World world;
  private final Region region;
  private final String name;
  private @Nullable SimulatedTransaction transaction;
  private @Nullable Execution<Boolean> statement;
  private int statementsLeft;
  private int stepsAside;

  Session(World world, Region region, int number) {
    this.world = world;
    this.region = region;
    this.name = region + " session" + number;
  }

  @Override
  public boolean act(Choices choices) {
    SimulatedTransaction current = transaction;
    if (current == null) {
      current = region.database().begin(name);
      transaction = current;
      statementsLeft = 1 + choices.below(3);
      next(current, choices);
      return true;
    }
    if (stepsAside > 0) {
      stepsAside--;
      return false;
    }
    return goOn(current, choices);
  }

  /** Now and then a transaction takes long, or a commit is long in becoming visible. */
  private void stepAside(Choices choices) {
    int oneIn = world.settings().stallsOneIn();
    stepsAside = oneIn > 0 && choices.oneIn(oneIn) ? choices.below(40) : 0;
  }

  private boolean goOn(SimulatedTransaction current, Choices choices) {
    Execution<Boolean> running = statement;
    if (current.aborted()) {
      end();
    } else if (current.logged()) {
      current.becomeVisible();
      world.schedule().note(name, () -> "is seen");
      end();
    } else if (running != null) {
      advance(current, running, choices);
    } else if (statementsLeft > 0) {
      next(current, choices);
    } else if (choices.oneIn(10)) {
      abort(current, "gives up");
    } else {
      commit(current, choices);
    }
    return true;
  }

  private void next(SimulatedTransaction current, Choices choices) {
    statementsLeft--;
    List<RowKey> keys = new ArrayList<>();
    keys.add(choices.pick(world.keys()));
    if (choices.oneIn(5)) {
      RowKey second = choices.pick(world.keys());
      if (!keys.contains(second)) {
        keys.add(second);
      }
    }
    Kind kind = choices.pick(SessionStatement.MIX);
    RowKey child = kind == Kind.DELETE ? world.cascade(keys.get(0)) : null;
    if (child != null && !keys.contains(child)) {
      keys.add(child);
    }
    SessionStatement made = new SessionStatement(current, kind, keys, () -> world.newValue(region));
    world.schedule().note(name, () -> "begins " + made);
    statement = made.execution();
  }

  private void advance(SimulatedTransaction current, Execution<Boolean> running, Choices choices) {
    if (!running.advance()) {
      world.statistics().count(Count.WAITS);
      world.schedule().note(name, () -> "waits for " + current.waitsFor());
    } else if (running.done()) {
      statement = null;
      if (running.answer()) {
        world.schedule().note(name, () -> "has done it");
        stepAside(choices);
      } else {
        abort(current, "finds the key taken and gives up");
      }
    }
  }

  private void commit(SimulatedTransaction current, Choices choices) {
    LogTransaction logged = current.logCommit(world.nowMillis() + region.clockSkewMillis());
    if (region.captured()) {
      world.oracle().committed(region.origin(), logged);
    } else {
      world.oracle().missed(region.origin(), logged);
    }
    world.schedule().note(name, () -> "commits " + logged.entries());
    if (!world.settings().slowVisibility()) {
      current.becomeVisible();
      end();
    } else {
      stepsAside = choices.oneIn(3) ? choices.below(30) : 0;
    }
  }

  private void abort(SimulatedTransaction current, String why) {
    current.abort();
    world.schedule().note(name, () -> why);
    end();
  }

  private void end() {
    transaction = null;
    statement = null;
    stepsAside = 0;
  }

  @Override
  public boolean finish() {
    SimulatedTransaction current = transaction;
    return current != null && goOn(current, Choices.DULL);
  }

  @Override
  public void crash(Choices choices) {
    SimulatedTransaction current = transaction;
    if (current != null) {
      current.disconnect();
      world.schedule().note(name, () -> "is gone");
      end();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
