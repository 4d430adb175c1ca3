package org.anabranch.transforms.policy;

import org.anabranch.transforms.policy.document.Position;

/** A rule has no answer for a row. The message names rule, position and reason, never a value. */
public final class PolicyEvaluationException extends RuntimeException {

  private final String rule;

  public PolicyEvaluationException(String rule, Position position, String why) {
    super("The policy's rule '%s' at %s cannot judge this row: %s".formatted(rule, position, why));
    this.rule = rule;
  }

  /** The rule's name. */
  public String rule() {
    return rule;
  }
}
