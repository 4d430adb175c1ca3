package org.anabranch.transforms.policy.condition;

import org.anabranch.transforms.policy.document.Position;

/** A condition has no answer for a row. Its message says why and tells no value. */
public final class UnanswerableException extends Exception {

  private final transient Position position;

  UnanswerableException(Position position, String why) {
    super(why);
    this.position = position;
  }

  /** Where in the policy. */
  public Position position() {
    return position;
  }
}
