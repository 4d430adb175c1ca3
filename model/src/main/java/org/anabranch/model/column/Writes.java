package org.anabranch.model.column;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * The values that were written into a column by changes in flight and that no other write had seen.
 *
 * @param seen all that was seen by whoever wrote the column
 * @param last by change
 */
public record Writes<V>(VersionVector seen, SortedMap<ChangeId, Write<V>> last) {

  /** A value that a change brought; a value may be null. */
  public record Write<V>(ChangeId id, @Nullable V value) {}

  public Writes {
    last = Collections.unmodifiableSortedMap(new TreeMap<>(last));
  }

  static <V> Writes<V> none() {
    return new Writes<>(VersionVector.EMPTY, new TreeMap<>());
  }

  Writes<V> written(ColumnChange<V> change) {
    VersionVector past = change.past();
    SortedMap<ChangeId, Write<V>> kept = new TreeMap<>(last);
    kept.keySet().removeIf(past::covers);
    if (!seen.covers(change.id())) {
      kept.put(change.id(), new Write<>(change.id(), change.after()));
    }
    return new Writes<>(seen.join(past), kept);
  }

  Writes<V> without(VersionVector stable) {
    boolean settled = last.keySet().stream().allMatch(stable::covers);
    return new Writes<>(
        stable.covers(seen) ? VersionVector.EMPTY : seen, settled ? new TreeMap<>() : last);
  }

  /** With what the column held before all that is told apart. */
  Writes<V> held(ChangeId first, @Nullable V value) {
    SortedMap<ChangeId, Write<V>> only = new TreeMap<>();
    only.put(first, new Write<>(first, value));
    return new Writes<>(seen, only);
  }

  boolean isEmpty() {
    return last.isEmpty();
  }
}
