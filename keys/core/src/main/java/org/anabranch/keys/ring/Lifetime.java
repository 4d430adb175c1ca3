package org.anabranch.keys.ring;

import org.anabranch.keys.store.StoredKey;
import org.anabranch.records.retry.Timing;
import org.jspecify.annotations.Nullable;

/** Until when a key at hand is used, and for what. */
final class Lifetime {

  private final RingOptions options;
  private final Timing timing;
  private final boolean makes;

  /**
   * @param makes whether new keys may follow old ones
   */
  Lifetime(RingOptions options, Timing timing, boolean makes) {
    this.options = options;
    this.timing = timing;
    this.makes = makes;
  }

  /** Whether it encrypts without anybody being asked. */
  boolean encrypts(HeldKey held) {
    return decrypts(held) && !(makes && isDue(held.stored(), held));
  }

  /** Whether it decrypts without anybody being asked. */
  boolean decrypts(HeldKey held) {
    return !held.isWiped() && isFresh(held);
  }

  /** Whether key store and provider agreed to it not long ago. */
  boolean isFresh(HeldKey held) {
    return held.ageNanos(timing.nanos()) < options.ttl().toNanos();
  }

  /** Whether it is used while one of them cannot be asked. */
  boolean outlastsOutage(HeldKey held) {
    return !held.isWiped()
        && held.ageNanos(timing.nanos()) < options.ttl().toNanos() + options.staleMax().toNanos();
  }

  /**
   * Whether another key is to follow it. Keys of subjects last, since there is one for each person;
   * but not for ever so many uses.
   */
  boolean isDue(StoredKey stored, @Nullable HeldKey held) {
    return stored.name().purpose().rotates()
        && ((held != null && held.uses() >= options.usesMax())
            || (stored.name().subject() == null
                && timing.millis() - stored.createdMs() >= options.rotation().toMillis()));
  }

  /** While no newer key can be made, a due one is used for as many times again, and not more. */
  boolean isBelowLimit(HeldKey held) {
    return !held.stored().name().purpose().rotates() || held.uses() < 2 * options.usesMax();
  }
}
