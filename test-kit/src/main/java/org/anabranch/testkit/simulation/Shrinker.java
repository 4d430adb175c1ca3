package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a short schedule that breaks the same promise: looks for one among short random schedules
 * in the smallest settings, else takes the failing seed's own; then leaves out what it can.
 */
final class Shrinker {

  /**
   * Of {@link Settings#draw}: two regions, one table, one key, one lane; the seed decides about
   * clocks, tasks, sessions and visibility.
   */
  private static final List<Integer> SMALL = List.of(0, -1, -1, 0, 0, -1, -1, 0, -1, -1, 0, -1);

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
    String property = Divergence.property(broken);
    Tape found = new Shrinker(variant, property, attempts / 2).findShort(seed);
    Tape longer = found == null ? choices.tape() : found;
    return new Failure(seed, broken, new Shrinker(variant, property, attempts / 2).shorten(longer));
  }

  private @Nullable Tape findShort(long seed) {
    int each = Math.max(1, attemptsLeft / 6);
    for (int steps = 8; steps <= 256; steps *= 2) {
      for (int attempt = 0; attempt < each; attempt++) {
        SeededChoices choices = new SeededChoices(seed + attempt, SMALL, steps);
        if (breaks(choices)) {
          return choices.tape();
        }
      }
    }
    return null;
  }

  private Tape shorten(Tape tape) {
    Tape shortest = tape;
    int before;
    do {
      before = shortest.decisions() + shortest.steps().size();
      shortest = smallerDecisions(fewerSteps(shortest));
    } while (shortest.decisions() + shortest.steps().size() < before && attemptsLeft > 0);
    return shortest;
  }

  private Tape fewerSteps(Tape tape) {
    Tape shortest = tape;
    for (int size = shortest.steps().size() / 2; size > 0; size /= 2) {
      // The first step draws the settings.
      for (int from = shortest.steps().size() - size; from >= 1; from -= size) {
        if (from + size <= shortest.steps().size()) {
          Tape candidate = shortest.without(from, from + size);
          shortest = stillBreaks(candidate) ? candidate : shortest;
        }
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
      shortest = withoutTrailingZeros(shortest, step);
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

  /** They need not be said. */
  private static Tape withoutTrailingZeros(Tape tape, int step) {
    List<Integer> decisions = new ArrayList<>(tape.steps().get(step));
    while (!decisions.isEmpty() && decisions.get(decisions.size() - 1) == 0) {
      decisions.remove(decisions.size() - 1);
    }
    return tape.with(step, decisions);
  }

  private boolean stillBreaks(Tape candidate) {
    return attemptsLeft > 0 && breaks(candidate.play());
  }

  private boolean breaks(Choices choices) {
    attemptsLeft--;
    RuntimeException broken = Simulations.broken(choices, variant);
    return broken != null && Divergence.property(broken).equals(property);
  }
}
