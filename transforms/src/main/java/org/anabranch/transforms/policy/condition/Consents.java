package org.anabranch.transforms.policy.condition;

/** Who has consented to what, as consent topics tell it. Safe for several threads. */
@FunctionalInterface
public interface Consents {

  /** Nobody to anything. */
  Consents NONE = (topic, purpose, subject) -> false;

  /**
   * Whether a subject's consent stands as far as is known by now; false where nothing is known.
   *
   * <p>Where it cannot be known at the moment, an implementation throws Connect's {@code
   * RetriableException} or {@code ConnectException}; policies hand it on.
   *
   * @param subject the key of its records in the topic, as text
   */
  boolean granted(String topic, String purpose, String subject);
}
