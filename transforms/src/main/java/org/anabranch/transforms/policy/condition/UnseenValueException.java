package org.anabranch.transforms.policy.condition;

/** What a condition reads is not there or cannot be read so. Its message tells no value. */
final class UnseenValueException extends RuntimeException {

  UnseenValueException(String message) {
    super(message);
  }
}
