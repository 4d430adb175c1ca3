package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;

/** Makes a failing schedule shorter while the same promise stays broken. */
final class Shrinker {

  private final Variant variant;
  private final String property;
  private int attemptsLeft;

  private Shrinker(Variant variant, String property, int attempts) {
    this.variant = variant;
    this.property = property;
    this.attemptsLeft = attempts;
  }

  /** The failure of a seed, with a schedule as short as so many attempts can make it. */
  static Failure shrink(long seed, RuntimeException broken, Variant variant, int attempts) {
    SeededChoices choices = new SeededChoices(seed);
    Simulations.broken(choices, variant);
    Shrinker shrinker = new Shrinker(variant, property(broken), attempts);
    return new Failure(seed, broken, shrinker.shorten(choices.tape()));
  }

  private static String property(RuntimeException broken) {
    return broken instanceof Divergence divergence
        ? divergence.property()
        : broken.getClass().getName();
  }

  private Tape shorten(Tape tape) {
    Tape shortest = tape;
    int before;
    do {
      before = shortest.decisions();
      shortest = smallerDecisions(fewerSteps(shortest));
    } while (shortest.decisions() < before && attemptsLeft > 0);
    return shortest;
  }

  private Tape fewerSteps(Tape tape) {
    Tape shortest = tape;
    for (int size = shortest.steps().size() / 2; size > 0; size /= 2) {
      // The first step draws the settings.
      for (int from = shortest.steps().size() - size; from >= 1; from -= size) {
        Tape candidate = shortest.without(from, Math.min(from + size, shortest.steps().size()));
        shortest = stillBreaks(candidate) ? candidate : shortest;
        from = Math.min(from, shortest.steps().size());
      }
    }
    return shortest;
  }

  private Tape smallerDecisions(Tape tape) {
    Tape shortest = tape;
    for (int step = 0; step < shortest.steps().size(); step++) {
      for (int i = 0; i < shortest.steps().get(step).size(); i++) {
        for (int number : new int[] {0, 1, shortest.steps().get(step).get(i) - 1}) {
          shortest = tryDecision(shortest, step, i, number);
        }
      }
      shortest = tryFewerDecisions(shortest, step);
    }
    return shortest;
  }

  private Tape tryDecision(Tape tape, int step, int place, int number) {
    List<Integer> decisions = new ArrayList<>(tape.steps().get(step));
    if (number < 0 || number >= decisions.get(place)) {
      return tape;
    }
    decisions.set(place, number);
    Tape candidate = tape.with(step, decisions);
    return stillBreaks(candidate) ? candidate : tape;
  }

  /** Trailing zeros need not be said. */
  private static Tape tryFewerDecisions(Tape tape, int step) {
    List<Integer> decisions = new ArrayList<>(tape.steps().get(step));
    while (!decisions.isEmpty() && decisions.get(decisions.size() - 1) == 0) {
      decisions.remove(decisions.size() - 1);
    }
    return tape.with(step, decisions);
  }

  private boolean stillBreaks(Tape candidate) {
    if (attemptsLeft-- <= 0) {
      return false;
    }
    RuntimeException broken = Simulations.broken(candidate.play(), variant);
    return broken != null && property(broken).equals(property);
  }
}
