package org.anabranch.testkit.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/** Whoever changes the members, step by step as docs/operations/members.md says. */
final class Operator implements Actor {

  private final Deque<BooleanSupplier> steps = new ArrayDeque<>();

  /**
   * Adds a step.
   *
   * @param step answers whether it is done; one that is not is tried again later
   */
  void add(BooleanSupplier step) {
    steps.add(step);
  }

  /** Whether members are being changed. */
  boolean busy() {
    return !steps.isEmpty();
  }

  @Override
  public boolean act(Choices choices) {
    BooleanSupplier next = steps.peek();
    boolean done = next != null && next.getAsBoolean();
    if (done) {
      steps.remove();
    }
    return done;
  }

  @Override
  public boolean finish() {
    return act(Choices.DULL);
  }

  @Override
  public void crash(Choices choices) {}
}
