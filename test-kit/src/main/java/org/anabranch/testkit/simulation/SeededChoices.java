package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Decisions by a seed, kept so that the schedule can be made shorter. */
final class SeededChoices implements Choices {

  private final Random random;
  private final List<List<Integer>> made = new ArrayList<>();

  SeededChoices(long seed) {
    // Neighbouring seeds begin alike in java.util.Random.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  @Override
  public void nextStep() {
    made.add(new ArrayList<>(4));
  }

  @Override
  public int below(int bound) {
    int number = random.nextInt(bound);
    made.get(made.size() - 1).add(number);
    return number;
  }

  Tape tape() {
    return new Tape(made);
  }
}
