package org.anabranch.sink.store;

import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;

/**
 * How far a stream has been merged.
 *
 * @param sequence the last merged place in the stream; zero where nothing was merged
 * @param context the context of the last merged record: what its origin had applied by then
 */
public record Watermark(Stamp sequence, VersionVector context) {

  public static final Watermark NONE = new Watermark(Stamp.ZERO, VersionVector.EMPTY);
}
