package org.anabranch.capture;

import org.anabranch.model.version.Stamp;

/**
 * All that a capture must remember between two transactions, so that a replay from here gives every
 * change the stamp and the context that it had (C1). Travels in the source offsets.
 *
 * @param clock the last stamp given out or observed
 * @param applied what the sink of this database had applied
 * @param marked by which marks the sink has written, where it has no transactions
 */
public record CaptureState(Stamp clock, Applied applied, MarkedWrites marked) {

  /** Where no sink has marked any document. */
  public CaptureState(Stamp clock, Applied applied) {
    this(clock, applied, MarkedWrites.NONE);
  }

  /** Before anything was seen. */
  public static final CaptureState EMPTY = new CaptureState(Stamp.ZERO, Applied.NONE);
}
