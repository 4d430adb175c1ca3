package org.anabranch.tools.progress;

import org.anabranch.model.version.Stamp;

/**
 * Where a region stands in one stream of an origin.
 *
 * @param stamp the last merged place
 * @param snapshotRunning whether the origin's snapshot of the lane has begun and not ended
 * @param members the fingerprint of the members that the last merged record was sent to
 */
public record StreamEnd(Stamp stamp, boolean snapshotRunning, long members) {}
