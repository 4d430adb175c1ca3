package org.anabranch.sink.store;

import org.anabranch.model.version.Stamp;

/**
 * Where an origin's snapshot of a lane stands.
 *
 * @param since where the first attempt began that was not followed by an end; zero where no
 *     snapshot is running
 * @param from where the last attempt began; rows between the two were sent by attempts that were
 *     interrupted
 */
public record SnapshotProgress(Stamp since, Stamp from) {

  public static final SnapshotProgress NONE = new SnapshotProgress(Stamp.ZERO, Stamp.ZERO);

  public boolean running() {
    return !since.isZero();
  }

  /** Whether an attempt was interrupted, so that it may have left rows behind. */
  public boolean interrupted() {
    return since.compareTo(from) < 0;
  }

  /** An attempt begins. */
  public SnapshotProgress begun(Stamp at) {
    return new SnapshotProgress(running() ? since : at, at);
  }
}
