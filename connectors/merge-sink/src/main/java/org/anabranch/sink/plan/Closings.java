package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.anabranch.model.change.Change;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Statement.CloseConflicts;
import org.anabranch.sink.store.Statement.Closing;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.Statement.UnresolvedOfLane;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.VersionKey;

/**
 * Which conflicts are over: those of which a merged change had seen both versions, or the one that
 * could not be applied. Whether that change wins here does not matter, nor whether it was known
 * through a third region already; of several the first by (stamp, origin) counts. They are looked
 * for after the batch's own are recorded, since it may settle these as well.
 */
final class Closings {

  private Closings() {}

  /**
   * The steps that close conflicts of keys.
   *
   * @param settling the changes of each key that may settle conflicts
   * @param then is told how many were closed
   */
  static Step ofKeys(Map<VersionKey, List<Change>> settling, Function<Integer, Step> then) {
    return settling.isEmpty()
        ? then.apply(0)
        : new Ask<>(
            new UnresolvedConflicts(List.copyOf(settling.keySet())),
            unresolved -> close(unresolved, key -> settling.getOrDefault(key, List.of()), then));
  }

  /** The steps that close conflicts of a whole lane, which one change is about. */
  static Step ofLane(TableLane lane, Change truncate, Function<Integer, Step> then) {
    List<Change> settling = List.of(truncate);
    return new Ask<>(
        new UnresolvedOfLane(lane), unresolved -> close(unresolved, key -> settling, then));
  }

  private static Step close(
      List<UnresolvedConflict> unresolved,
      Function<VersionKey, List<Change>> settling,
      Function<Integer, Step> then) {
    List<Closing> closings = new ArrayList<>();
    for (UnresolvedConflict conflict : unresolved) {
      settling.apply(conflict.key()).stream()
          .filter(conflict::isSettledBy)
          .min(Comparator.comparing(Change::id))
          .ifPresent(
              by -> closings.add(new Closing(conflict.id(), by.id(), by.committedAtMicros())));
    }
    return closings.isEmpty() ? then.apply(0) : new Ask<>(new CloseConflicts(closings), then);
  }
}
