package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.anabranch.model.change.Change;
import org.anabranch.sink.store.Statement.Closing;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.VersionKey;

/**
 * Which conflicts are over: those of which a merged change had seen both versions, or the one that
 * could not be applied. Whether that change wins here does not matter, nor whether it was known
 * through a third region already; of several the first by (stamp, origin) counts.
 */
final class Closings {

  private Closings() {}

  /**
   * The conflicts that are over.
   *
   * @param merged the changes of a key that the batch has merged
   */
  static List<Closing> of(
      List<UnresolvedConflict> unresolved, Function<VersionKey, List<Change>> merged) {
    List<Closing> closings = new ArrayList<>();
    for (UnresolvedConflict conflict : unresolved) {
      merged.apply(conflict.key()).stream()
          .filter(conflict::isSettledBy)
          .min(Comparator.comparing(Change::id))
          .ifPresent(
              by -> closings.add(new Closing(conflict.id(), by.id(), by.committedAtMicros())));
    }
    return closings;
  }
}
