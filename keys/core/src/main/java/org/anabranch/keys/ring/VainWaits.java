package org.anabranch.keys.ring;

import java.time.Duration;
import org.anabranch.keys.KeyId;
import org.anabranch.records.retry.Timing;
import org.jspecify.annotations.Nullable;

/**
 * What keys were waited for in vain. All share one wait: whoever sends many values of keys that
 * nobody has would hold a task up for so long otherwise that it loses its place in its group. Not
 * thread-safe.
 */
final class VainWaits {

  private static final int IDS_MAX = 10_000;

  private final Duration most;
  private final Timing timing;
  private final Recent<KeyId, Long> ids = new Recent<>(IDS_MAX, none -> {});
  private @Nullable Long lastNanos;

  /**
   * None yet.
   *
   * @param most how long a key is waited for, and for how long afterwards no other one is
   */
  VainWaits(Duration most, Timing timing) {
    this.most = most;
    this.timing = timing;
  }

  /** Whether it was waited for this very key not long ago, so that nobody need be asked. */
  boolean had(KeyId id) {
    return isRecent(ids.get(id));
  }

  /** How long a key may be waited for now; zero where it is only looked for once. */
  Duration left() {
    return isRecent(lastNanos) ? Duration.ZERO : most;
  }

  private boolean isRecent(@Nullable Long nanos) {
    return nanos != null && timing.nanos() - nanos < most.toNanos();
  }

  /** It was waited in vain for a key; null where it has no id yet. */
  void add(@Nullable KeyId id) {
    lastNanos = timing.nanos();
    if (id != null) {
      ids.put(id, lastNanos);
    }
  }
}
