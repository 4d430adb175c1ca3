package org.anabranch.transforms.policy.document;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in a policy.
 *
 * @param rule the rule's name; null where it is in none
 * @param message what is wrong and how to mend it
 */
public record Problem(@Nullable String rule, Position position, String message) {

  @Override
  public String toString() {
    return (rule == null ? "" : "rule '" + rule + "' ") + "at " + position + ": " + message;
  }
}
