package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.change.TableName;
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
      if (!region.open()) {
        return false;
      }
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
    Kind kind = kind(keys, choices);
    RowKey child = kind == Kind.DELETE ? world.cascade(keys.get(0)) : null;
    if (child != null && !keys.contains(child)) {
      keys.add(child);
    }
    if (kind == Kind.DELETE && world.isParent(keys.get(0)) && choices.oneIn(2)) {
      // ON DELETE CASCADE
      ParentColumn.children(current, keys.get(0), world).stream()
          .filter(referring -> !keys.contains(referring))
          .forEach(referring -> keys.add(0, referring));
    }
    if (world.settings().has(Trait.SAVEPOINTS) && choices.oneIn(3)) {
      current.savepoint();
      world.schedule().note(name, () -> "makes a savepoint");
    }
    SessionStatement made = new SessionStatement(current, kind, keys, world.values(region), world);
    world.schedule().note(name, () -> "begins " + made);
    statement = made.execution();
  }

  /** Draws what is done, and completes the keys that it is done to. */
  private Kind kind(List<RowKey> keys, Choices choices) {
    Kind kind = choices.pick(SessionStatement.MIX);
    if (world.settings().has(Trait.KEYS_CHANGE) && choices.oneIn(5)) {
      kind = keys.size() == 1 ? Kind.TOUCH : Kind.MOVE;
    }
    if (world.settings().has(Trait.TRUNCATES)
        && choices.oneIn(12)
        && !world.isParent(keys.get(0))) {
      kind = Kind.TRUNCATE;
      TableName table = keys.get(0).table();
      keys.clear();
      world.keys().stream().filter(key -> key.table().equals(table)).forEach(keys::add);
    }
    boolean acrossTables = kind == Kind.MOVE && !keys.get(0).table().equals(keys.get(1).table());
    return acrossTables ? Kind.UPDATE : kind;
  }

  private void advance(SimulatedTransaction current, Execution<Boolean> running, Choices choices) {
    if (!running.advance()) {
      world.statistics().count(Count.WAITS);
      world.schedule().note(name, () -> "waits for " + current.waitsFor());
    } else if (running.done()) {
      statement = null;
      if (current.hasSavepoint() && (!running.answer() || choices.oneIn(2))) {
        current.rollBackToSavepoint();
        world.schedule().note(name, () -> "goes back to its savepoint");
      } else if (running.answer()) {
        current.releaseSavepoint();
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
    if (!world.settings().has(Trait.SLOW_VISIBILITY)) {
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

  /** Whether a transaction is under way. */
  boolean busy() {
    return transaction != null;
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
