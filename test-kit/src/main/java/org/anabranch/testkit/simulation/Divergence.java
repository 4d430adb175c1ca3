package org.anabranch.testkit.simulation;

/** Something that the protocol promises did not hold. */
final class Divergence extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String property;

  /**
   * A broken promise.
   *
   * @param property which promise, the same text for every way to break it
   */
  Divergence(String property, String what) {
    super(property + ": " + what);
    this.property = property;
  }

  /** Which promise was broken, or what kind of failure it was that kept a run from ending. */
  static String property(RuntimeException broken) {
    return broken instanceof Divergence divergence
        ? divergence.property
        : broken.getClass().getName();
  }
}
