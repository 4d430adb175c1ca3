package org.anabranch.model.column;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What changes in flight have contributed to a column, each to be taken back by whoever deletes the
 * row having seen it. So what several regions add up survives a delete that had not seen it.
 *
 * <p>Source: the dots and contexts of Almeida, Shoker, Baquero, "Delta State Replicated Data Types"
 * (2018).
 *
 * @param taken all that was seen by changes that made the row anew, or deleted it
 * @param anew whether there was such a change: nothing is left of what was there before
 * @param settled what is left of contributions since then that are no longer told apart; null for
 *     none
 * @param included what the image had seen that {@code settled} began with: contributions of these
 *     changes are in it, whether they have arrived or not
 * @param live the contributions that were not taken back
 */
public record Contributions<V>(
    VersionVector taken,
    boolean anew,
    @Nullable V settled,
    VersionVector included,
    SortedMap<ChangeId, V> live) {

  public Contributions {
    live = Collections.unmodifiableSortedMap(new TreeMap<>(live));
  }

  static <V> Contributions<V> none() {
    return new Contributions<>(
        VersionVector.EMPTY, false, null, VersionVector.EMPTY, new TreeMap<>());
  }

  /**
   * With a change merged.
   *
   * @param contribution null for none
   */
  Contributions<V> with(ColumnChange<V> change, @Nullable V contribution) {
    SortedMap<ChangeId, V> kept = new TreeMap<>(live);
    VersionVector past = change.startsAnew() ? change.past() : VersionVector.EMPTY;
    VersionVector takenNow = taken.join(past);
    kept.keySet().removeIf(past::covers);
    if (contribution != null && !takenNow.covers(change.id())) {
      kept.put(change.id(), contribution);
    }
    return change.startsAnew()
        ? new Contributions<>(takenNow, true, null, VersionVector.EMPTY, kept)
        : new Contributions<>(takenNow, anew, settled, included, kept);
  }

  /**
   * Of a row that is made here of an image, since nothing is known of what was there before.
   *
   * @param rest the image without those of the live contributions that it had seen
   * @param seen what the image had seen
   */
  Contributions<V> made(@Nullable V rest, VersionVector seen) {
    return new Contributions<>(taken, true, rest, seen, live);
  }

  /** With another rest of what is no longer told apart. */
  Contributions<V> settled(V rest) {
    return new Contributions<>(taken, anew, rest, included, live);
  }

  /** With these contributions alone. */
  Contributions<V> only(SortedMap<ChangeId, V> left) {
    return new Contributions<>(taken, anew, settled, included, left);
  }

  /** Without telling those apart that everybody has merged. */
  Contributions<V> without(VersionVector stable, BinaryOperator<V> sum) {
    SortedMap<ChangeId, V> kept = new TreeMap<>(live);
    kept.keySet().removeIf(stable::covers);
    V settledNow = settled;
    for (var entry : live.entrySet()) {
      if (anew && stable.covers(entry.getKey())) {
        settledNow =
            settledNow == null ? entry.getValue() : sum.apply(settledNow, entry.getValue());
      }
    }
    return new Contributions<>(
        known(taken, stable), anew, settledNow, known(included, stable), kept);
  }

  private static VersionVector known(VersionVector vector, VersionVector stable) {
    return stable.covers(vector) ? VersionVector.EMPTY : vector;
  }

  /** All that is left, of what came since the row was made anew; null for nothing. */
  @Nullable V total(BinaryOperator<V> sum) {
    V total = settled;
    for (V contribution : live.values()) {
      total = total == null ? contribution : sum.apply(total, contribution);
    }
    return total;
  }

  /** The changes whose contributions a change takes back without having seen them: a delete. */
  List<ChangeId> unseenBy(ColumnChange<?> change) {
    VersionVector past = change.past();
    return change.kind() == ColumnChange.Kind.DELETE
        ? live.keySet().stream().filter(id -> !past.covers(id)).toList()
        : List.of();
  }

  /** Whether something is left that a change had not seen. */
  boolean outlives(VersionVector past) {
    return settled != null || live.keySet().stream().anyMatch(id -> !past.covers(id));
  }

  /**
   * Whether a row that shows the other only lacks contributions, or has too many. Who made it anew
   * may have seen contributions that are in the row and not merged yet.
   */
  boolean continues(Contributions<V> other) {
    return other.anew && taken.equals(other.taken);
  }
}
