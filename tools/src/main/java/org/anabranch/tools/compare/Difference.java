package org.anabranch.tools.compare;

import org.anabranch.model.change.KeyHash;
import org.anabranch.tools.database.Key;
import org.jspecify.annotations.Nullable;

/**
 * A row that is not the same on both sides.
 *
 * @param hash by which version rows and conflicts know the key; null where it has none here
 * @param rightHash the right side's content as last seen, null where it has no such row
 */
public record Difference(
    Key key, @Nullable KeyHash hash, Kind kind, Flight flight, @Nullable String rightHash) {}
