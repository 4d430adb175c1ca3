package org.anabranch.capture;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watermarks that the state may lack, until the log was read up to where they had been read. Not
 * thread-safe.
 */
final class MissedWatermarks {

  private @Nullable Supplier<AppliedAt> unread;
  private @Nullable AppliedAt missed;

  MissedWatermarks(@Nullable Supplier<AppliedAt> unread) {
    this.unread = unread;
  }

  /** The log's first record is at hand, so where it begins is decided: reads them once. */
  void begun() {
    if (unread != null) {
      missed = unread.get();
      unread = null;
    }
  }

  /** Those that are still missed. */
  @Nullable AppliedAt open() {
    return missed;
  }

  /** Those that are missed no more now that the log was read up to a position. */
  @Nullable AppliedAt takeAt(long position) {
    AppliedAt taken = missed;
    if (taken == null || position < taken.position()) {
      return null;
    }
    missed = null;
    return taken;
  }
}
