package org.anabranch.model.version;

/**
 * A reading of a hybrid logical clock: 48 bits of milliseconds since the epoch, 16 bits of counter.
 *
 * <p>Stamps of one origin increase strictly, so a stamp is its origin's sequence number too. {@link
 * #ZERO} means "before everything" and is what rows of a first snapshot carry.
 *
 * <p>Source: Kulkarni et al., "Logical Physical Clocks" (2014).
 *
 * @param bits never negative: the milliseconds reach the sign bit in the year 6429
 */
public record Stamp(long bits) implements Comparable<Stamp> {

  public static final Stamp ZERO = new Stamp(0);
  private static final int COUNTER_BITS = 16;

  public Stamp {
    if (bits < 0) {
      throw new IllegalArgumentException("A stamp is never negative");
    }
  }

  /** The first stamp of a millisecond. */
  public static Stamp atMillis(long epochMillis) {
    return new Stamp(Math.max(0, epochMillis) << COUNTER_BITS);
  }

  public long millis() {
    return bits >>> COUNTER_BITS;
  }

  public int counter() {
    return (int) (bits & 0xffff);
  }

  public Stamp next() {
    return new Stamp(bits + 1);
  }

  public boolean isZero() {
    return bits == 0;
  }

  public static Stamp max(Stamp a, Stamp b) {
    return a.bits >= b.bits ? a : b;
  }

  @Override
  public int compareTo(Stamp other) {
    return Long.compare(bits, other.bits);
  }

  @Override
  public String toString() {
    return millis() + "." + counter();
  }
}
