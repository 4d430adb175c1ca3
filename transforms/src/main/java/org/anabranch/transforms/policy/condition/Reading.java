package org.anabranch.transforms.policy.condition;

/** Where a condition's variable has its value from. Safe for several threads. */
@FunctionalInterface
interface Reading {

  /**
   * The value as conditions see it.
   *
   * @throws UnseenValueException where there is none
   */
  Object of(Facts facts);

  /**
   * The value as it is in the record where it is a plain number, else as conditions see it.
   *
   * @throws UnseenValueException where there is none
   */
  default Object plain(Facts facts) {
    return of(facts);
  }
}
