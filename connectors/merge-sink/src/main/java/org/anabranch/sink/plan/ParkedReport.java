package org.anabranch.sink.plan;

import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;

/**
 * What a look at parked rows did, once it has committed.
 *
 * @param shown rows that are in their table again
 * @param displaced rows that gave way to them and are parked now
 * @param refreshed rows that stay parked and hold by now what else was merged of their columns
 * @param told conflicts that were recorded
 * @param after up to where it looked, if there may be more; null where that was the end
 */
public record ParkedReport(
    int shown, int displaced, int refreshed, int told, @Nullable VersionKey after) {

  public static final ParkedReport NOTHING = new ParkedReport(0, 0, 0, 0, null);

  /** Whether another look may do more. */
  public boolean progressed() {
    return shown > 0 || refreshed > 0;
  }
}
