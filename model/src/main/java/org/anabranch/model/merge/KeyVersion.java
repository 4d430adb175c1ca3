package org.anabranch.model.merge;

import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What a region has merged of one key.
 *
 * @param vector everything merged so far, seen through the merged changes' contexts
 * @param winner the change whose row is the visible one; null while nothing has been merged
 * @param sequence the winner's place in its origin's stream; zero where that is not known
 * @param deleted whether the winner deleted the row
 */
public record KeyVersion(
    VersionVector vector, @Nullable ChangeId winner, Stamp sequence, boolean deleted) {

  /** Of a key of which nothing is in flight: everything up to the lane's floor is merged. */
  public static KeyVersion unknown(VersionVector floor) {
    return new KeyVersion(floor, null, Stamp.ZERO, false);
  }

  /**
   * Of a row that was there before anything was captured; it counts as a row of the own origin's
   * first snapshot. Not for a row whose version was dropped because it is stable: that is {@link
   * #unknown}.
   */
  public static KeyVersion unversioned(VersionVector floor, Origin own) {
    return new KeyVersion(floor, new ChangeId(own, Stamp.ZERO), Stamp.ZERO, false);
  }

  /** The same winner under another vector. */
  KeyVersion with(VersionVector other) {
    return other.equals(vector) ? this : new KeyVersion(other, winner, sequence, deleted);
  }
}
