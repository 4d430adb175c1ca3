package org.anabranch.keys.ring;

import org.anabranch.keys.DataKey;
import org.anabranch.keys.store.StoredKey;

/** An unwrapped key at hand. Safe for several threads. */
final class HeldKey {

  private final DataKey key;
  private final StoredKey stored;
  private long fetchedNanos;
  private long uses;
  private int failedTries;
  private long nextTryNanos;

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
  synchronized long ageNanos(long nowNanos) {
    return nowNanos - fetchedNanos;
  }

  /** Both agreed to it again. */
  synchronized void renew(long nowNanos) {
    fetchedNanos = nowNanos;
    failedTries = 0;
    nextTryNanos = nowNanos;
  }

  synchronized void use() {
    uses++;
  }

  /** How often it was asked for to encrypt. */
  synchronized long uses() {
    return uses;
  }

  synchronized int failedTries() {
    return failedTries;
  }

  /** One of them could not be asked, and is not asked again before. */
  synchronized void postpone(long untilNanos) {
    failedTries++;
    nextTryNanos = untilNanos;
  }

  synchronized boolean isPostponed(long nowNanos) {
    return failedTries > 0 && nowNanos - nextTryNanos < 0;
  }
}
