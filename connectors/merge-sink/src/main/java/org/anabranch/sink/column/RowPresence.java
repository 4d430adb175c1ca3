package org.anabranch.sink.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * The last change of each origin to a row, by which a {@link DeletePolicy} says whether there is
 * one: a write that no delete had seen is one that none of the others had seen, or lies in the past
 * of a write that none had; so these are enough (docs/decisions/020). Immutable.
 *
 * @param seen by origin, what its last change had seen, itself included
 * @param deleters the origins whose last change deleted the row
 */
public record RowPresence(SortedMap<Origin, VersionVector> seen, SortedSet<Origin> deleters) {

  /** What a policy says. */
  public enum Answer {
    ROW,
    NONE,
    /** No change is in flight. */
    UNKNOWN
  }

  /**
   * The same with one more change.
   *
   * @param past what the change had seen, itself included
   */
  RowPresence with(Change change, VersionVector past) {
    Origin origin = change.id().origin();
    SortedMap<Origin, VersionVector> more = new TreeMap<>(seen);
    SortedSet<Origin> gone = new TreeSet<>(deleters);
    VersionVector last = more.merge(origin, past, VersionVector::join);
    if (last != null && last.of(origin).equals(change.id().stamp())) {
      if (change.deletes()) {
        gone.add(origin);
      } else {
        gone.remove(origin);
      }
    }
    return new RowPresence(more, gone);
  }

  /** Whether this is its origin's last change, and no other origin's last one had seen it. */
  boolean isLast(ChangeId id) {
    Origin origin = id.origin();
    return seen.getOrDefault(origin, VersionVector.EMPTY).of(origin).equals(id.stamp())
        && isLast(origin);
  }

  /** Whether this is its origin's last change, and deleted the row. */
  boolean deleted(ChangeId id) {
    Origin origin = id.origin();
    return deletes(origin)
        && seen.getOrDefault(origin, VersionVector.EMPTY).of(origin).equals(id.stamp());
  }

  /**
   * The last changes of other origins that had not seen this one, which is to be merged, nor it
   * them, and of which one deleted the row and the other wrote it.
   */
  List<ChangeId> opposed(Change change) {
    List<ChangeId> opposed = new ArrayList<>();
    if (seen.values().stream().noneMatch(vector -> vector.covers(change.id()))) {
      seen.forEach(
          (origin, vector) -> {
            ChangeId id = new ChangeId(origin, vector.of(origin));
            boolean apart = isLast(origin) && !change.seen().covers(id);
            if (apart && deletes(origin) != change.deletes()) {
              opposed.add(id);
            }
          });
    }
    return opposed;
  }

  /** What the deletes that nobody has seen had seen; null where there is none. */
  @Nullable VersionVector taken() {
    return deleters.stream()
        .filter(this::isLast)
        .map(origin -> seen.getOrDefault(origin, VersionVector.EMPTY))
        .reduce(VersionVector::join)
        .orElse(null);
  }

  /** Whether there is a row. */
  Answer under(DeletePolicy policy) {
    if (seen.isEmpty()) {
      return Answer.UNKNOWN;
    }
    boolean row =
        switch (policy) {
          case ADD_WINS -> seen.keySet().stream().anyMatch(o -> isLast(o) && !deletes(o));
          case DELETE_WINS -> seen.keySet().stream().noneMatch(o -> isLast(o) && deletes(o));
          case LAST_WRITER_WINS -> throw new IllegalArgumentException("asked of the winner");
        };
    return row ? Answer.ROW : Answer.NONE;
  }

  private boolean deletes(Origin origin) {
    return deleters.contains(origin);
  }

  /** Whether no other origin's last change had seen this one's. */
  private boolean isLast(Origin origin) {
    Stamp own = seen.getOrDefault(origin, VersionVector.EMPTY).of(origin);
    for (Map.Entry<Origin, VersionVector> other : seen.entrySet()) {
      if (!other.getKey().equals(origin) && other.getValue().of(origin).compareTo(own) >= 0) {
        return false;
      }
    }
    return true;
  }
}
