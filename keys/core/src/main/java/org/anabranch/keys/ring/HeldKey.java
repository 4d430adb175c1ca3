package org.anabranch.keys.ring;

import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.store.StoredKey;

/**
 * An unwrapped key at hand. Safe for several threads, without a lock, since it is looked at for
 * each value.
 */
final class HeldKey {

  private final DataKey key;
  private final StoredKey stored;
  private final AtomicLong uses = new AtomicLong();
  private volatile long fetchedNanos;
  private volatile long nextTryNanos;
  private volatile int failedTries;
  private volatile boolean wiped;

  HeldKey(DataKey key, StoredKey stored, long nowNanos) {
    this.key = key;
    this.stored = stored;
    this.fetchedNanos = nowNanos;
    this.nextTryNanos = nowNanos;
  }

  DataKey key() {
    return key;
  }

  StoredKey stored() {
    return stored;
  }

  /** How long ago the key store and the provider last agreed to it. */
  long ageNanos(long nowNanos) {
    return nowNanos - fetchedNanos;
  }

  /** Both agreed to it again. */
  void renew(long nowNanos) {
    fetchedNanos = nowNanos;
    failedTries = 0;
    nextTryNanos = nowNanos;
  }

  /** It is asked for once more; returns how often it was by now. */
  long use() {
    return uses.incrementAndGet();
  }

  long uses() {
    return uses.get();
  }

  int failedTries() {
    return failedTries;
  }

  /** One of them could not be asked, and is not asked again before; called by one thread. */
  void postpone(long untilNanos) {
    nextTryNanos = untilNanos;
    failedTries = Math.min(failedTries, Integer.MAX_VALUE - 1) + 1;
  }

  boolean isPostponed(long nowNanos) {
    return failedTries > 0 && nowNanos - nextTryNanos < 0;
  }

  /** Zeroes the key; it is not at hand any more. */
  void wipe() {
    wiped = true;
    key.wipe();
  }

  boolean isWiped() {
    return wiped;
  }
}
