package org.anabranch.model.merge;

import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;

/** Who had seen whom, read from what changes carry; independent of any merge. */
final class Sight {

  private Sight() {}

  static boolean saw(Change later, Change earlier) {
    if (later.id().origin().equals(earlier.id().origin())) {
      return later.sequence().compareTo(earlier.sequence()) > 0;
    }
    return saw(later, earlier.id(), earlier.sequence());
  }

  /** A change at an unknown place is seen by all that have seen anything of its origin. */
  static boolean saw(Change later, ChangeId earlier, Stamp sequence) {
    Stamp seen = later.seen().of(earlier.origin());
    return !seen.isZero() && seen.compareTo(sequence) >= 0;
  }
}
