package org.anabranch.capture;

import org.anabranch.model.version.Stamp;

/**
 * All that a capture must remember between two transactions, so that a replay from here gives every
 * change the stamp and the context that it had (C1). Travels in the source offsets.
 *
 * @param clock the last stamp given out or observed
 * @param applied what the sink of this database had applied
 */
public record CaptureState(Stamp clock, Applied applied) {

  /** Before anything was seen. */
  public static final CaptureState EMPTY = new CaptureState(Stamp.ZERO, Applied.NONE);
}
