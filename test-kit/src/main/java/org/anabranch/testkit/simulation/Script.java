package org.anabranch.testkit.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.anabranch.testkit.simulation.SessionStatement.Kind;

/**
 * What an application does, step by step: statements, each a step that holds its locks, and
 * commits.
 *
 * @param transactions the statements of each
 */
record Script(List<List<Kind>> transactions) {

  /** What a session has to be asked for, and what it decides when it is. */
  private record Step(int acts, List<Integer> decisions) {}

  private static final int ACTS_OF_A_STATEMENT = 3;

  int steps() {
    return transactions.stream().mapToInt(statements -> statements.size() + 1).sum();
  }

  /** Does a step. */
  void play(Session session, int number) {
    Step step = step(number);
    Deque<Integer> decisions = new ArrayDeque<>(step.decisions());
    Choices choices =
        new Choices() {
          @Override
          public void nextStep() {}

          @Override
          public int below(int bound) {
            return decisions.isEmpty() ? 0 : decisions.removeFirst();
          }
        };
    for (int act = 0; act < step.acts(); act++) {
      session.act(choices);
    }
  }

  private Step step(int number) {
    int at = number;
    for (List<Kind> statements : transactions) {
      if (at < statements.size()) {
        int kind = SessionStatement.MIX.indexOf(statements.get(at));
        // How many statements, which key, no second key, what; later ones need not say how many.
        return new Step(
            ACTS_OF_A_STATEMENT,
            at == 0 ? List.of(statements.size() - 1, 0, 0, kind) : List.of(0, 0, kind));
      }
      at -= statements.size();
      if (at == 0) {
        return new Step(1, List.of());
      }
      at--;
    }
    throw new IllegalArgumentException("The script has no step " + number);
  }

  @Override
  public String toString() {
    return transactions.toString();
  }
}
