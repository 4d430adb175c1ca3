package org.anabranch.sink.store;

import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;

/**
 * How far a stream has been merged.
 *
 * @param sequence the last merged place in the stream; zero where nothing was merged
 * @param context what the stream's origin had applied by its last merged record
 * @param position of the own stream, the highest position in the own log that a merged record has
 *     told; of another system's events, the offset of the last merged one in the topic from which
 *     they come here; zero for other streams
 * @param snapshot where the origin's snapshot of this lane stands
 * @param members the fingerprint of the members that the last merged record was sent to
 */
public record Watermark(
    Stamp sequence, VersionVector context, long position, SnapshotProgress snapshot, long members) {

  public static final Watermark NONE =
      new Watermark(Stamp.ZERO, VersionVector.EMPTY, 0, SnapshotProgress.NONE, 0);

  public boolean snapshotRunning() {
    return snapshot.running();
  }
}
