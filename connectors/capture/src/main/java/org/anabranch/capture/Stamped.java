package org.anabranch.capture;

import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;

/**
 * What the tracker says about one change.
 *
 * @param stamp the change's name together with its origin; zero for a row of a first snapshot
 * @param sequence its place in the origin's stream; the stamp itself except in a first snapshot
 * @param context what the database had applied, of this table and lane, when it was committed; its
 *     own origin stands at its own stamp
 */
public record Stamped(Stamp stamp, Stamp sequence, VersionVector context) {}
