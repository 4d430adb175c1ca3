package org.anabranch.transforms.policy;

import java.util.List;
import java.util.stream.Collectors;
import org.anabranch.transforms.policy.document.Problem;

/** A policy is wrong. Its message tells all that is. */
public final class PolicyException extends RuntimeException {

  private final transient List<Problem> problems;

  public PolicyException(List<Problem> problems) {
    super(
        "The policy is wrong: "
            + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** In the document's order, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
