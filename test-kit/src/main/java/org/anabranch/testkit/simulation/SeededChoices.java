package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Decisions by a seed, kept so that the schedule can be made shorter. */
final class SeededChoices implements Choices {

  private final Random random;
  private final List<Integer> settings;
  private final int stepsMax;
  private final List<List<Integer>> made = new ArrayList<>();
  private int next;

  SeededChoices(long seed) {
    this(seed, List.of(), Integer.MAX_VALUE);
  }

  /**
   * A short schedule in given settings.
   *
   * @param settings the decisions of the first step; the seed makes those that are negative or
   *     missing
   * @param stepsMax nothing but dull decisions are made afterwards
   */
  SeededChoices(long seed, List<Integer> settings, int stepsMax) {
    // Neighbouring seeds begin alike in java.util.Random.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.settings = settings;
    this.stepsMax = stepsMax;
  }

  @Override
  public void nextStep() {
    made.add(new ArrayList<>(4));
    next = 0;
  }

  @Override
  public int below(int bound) {
    if (made.size() > stepsMax) {
      return 0;
    }
    boolean first = made.size() == 1 && next < settings.size();
    int given = first ? settings.get(next++) : -1;
    int number = given >= 0 ? given : random.nextInt(bound);
    made.get(made.size() - 1).add(number);
    return number;
  }

  Tape tape() {
    return new Tape(made);
  }
}
