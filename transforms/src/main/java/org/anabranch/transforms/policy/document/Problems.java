package org.anabranch.transforms.policy.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers all that is wrong in a policy while it is read. */
public final class Problems {

  private final List<Problem> found = new ArrayList<>();
  private @Nullable String rule;

  /** Says in which rule what comes is; null where it is in none. */
  public void in(@Nullable String rule) {
    this.rule = rule;
  }

  /** Adds one, once. */
  public void add(Position position, String message) {
    Problem problem = new Problem(rule, position, message);
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All of them in the document's order. */
  public List<Problem> inOrder() {
    return found.stream()
        .sorted(
            Comparator.comparingInt((Problem problem) -> problem.position().line())
                .thenComparingInt(problem -> problem.position().column()))
        .toList();
  }
}
