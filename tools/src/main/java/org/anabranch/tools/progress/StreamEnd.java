package org.anabranch.tools.progress;

import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;

/**
 * Where a region stands in one stream of an origin.
 *
 * @param stamp the last merged place
 * @param context what the origin had seen, by the last merged record, of this lane
 * @param snapshotRunning whether the origin's snapshot of the lane has begun and not ended
 * @param members the fingerprint of the members that the last merged record was sent to
 */
public record StreamEnd(
    Stamp stamp, VersionVector context, boolean snapshotRunning, long members) {}
