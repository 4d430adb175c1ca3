package org.anabranch.testkit.simulation;

/** A process of a region that does one small thing at a time. */
interface Actor {

  /** Does the next small thing, if there is any. Answers whether anything happened. */
  boolean act(Choices choices);

  /** Finishes what it has begun, without beginning anything. Answers whether anything happened. */
  boolean finish();

  /** Dies, and is started again. */
  void crash(Choices choices);
}
