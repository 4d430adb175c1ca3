package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The decisions of a schedule, step by step. Its text is short enough for a test or a command line:
 * steps are separated by {@code /}, decisions by {@code .}
 */
record Tape(List<List<Integer>> steps) {

  Tape {
    steps = steps.stream().map(List::copyOf).toList();
  }

  static Tape parse(String text) {
    List<List<Integer>> steps = new ArrayList<>();
    for (String step : text.split("/", -1)) {
      steps.add(
          Arrays.stream(step.split("\\.", -1))
              .filter(number -> !number.isEmpty())
              .map(Integer::valueOf)
              .toList());
    }
    return new Tape(steps);
  }

  /** Reads the decisions back; where they have come to an end, the dullest ones follow. */
  Choices play() {
    return new Choices() {
      private int step = -1;
      private int next;

      @Override
      public void nextStep() {
        step++;
        next = 0;
      }

      @Override
      public int below(int bound) {
        if (step >= steps.size() || next >= steps.get(step).size()) {
          return 0;
        }
        return steps.get(step).get(next++) % bound;
      }
    };
  }

  int decisions() {
    return steps.stream().mapToInt(List::size).sum();
  }

  Tape without(int from, int to) {
    List<List<Integer>> left = new ArrayList<>(steps.subList(0, from));
    left.addAll(steps.subList(to, steps.size()));
    return new Tape(left);
  }

  Tape with(int step, List<Integer> decisions) {
    List<List<Integer>> changed = new ArrayList<>(steps);
    changed.set(step, decisions);
    return new Tape(changed);
  }

  @Override
  public String toString() {
    return steps.stream()
        .map(step -> step.stream().map(String::valueOf).collect(Collectors.joining(".")))
        .collect(Collectors.joining("/"));
  }
}
