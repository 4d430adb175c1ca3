package org.anabranch.transforms.policy.condition;

/**
 * A condition or a part of one that is true or false. Most conditions compare a field with a
 * literal, and CEL's interpreter allocates for each step of that; so these are computed here,
 * exactly as CEL does, and all else is left to CEL ({@link CelTruth}). Safe for several threads.
 */
@FunctionalInterface
interface Truth {

  /**
   * Whether it is so.
   *
   * @throws UnanswerableException where there is no answer
   */
  boolean of(Facts facts) throws UnanswerableException;
}
