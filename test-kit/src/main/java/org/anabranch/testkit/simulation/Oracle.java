package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Knowledge.Merged;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.jspecify.annotations.Nullable;

/**
 * Knows what every change had really seen, by watching the databases and not the headers, and so
 * what every region ought to show. Shares nothing with the engine but the names of changes.
 */
final class Oracle {

  private record Entry(Origin origin, long serial) {}

  private final List<TrueChange> changes = new ArrayList<>();
  private final Map<Entry, TrueChange> entries = new HashMap<>();
  private final Map<String, TrueChange> written = new HashMap<>();
  private final Map<ChangeId, TrueChange> named = new HashMap<>();
  private final Map<WatermarkKey, Knowledge> regions = new TreeMap<>();

  /** An application's transaction is in a database's log. */
  void committed(Origin origin, LogTransaction transaction) {
    for (LogEntry entry : transaction.entries()) {
      if (entry instanceof RowChange row) {
        Knowledge known = of(origin, row.key());
        TrueChange change =
            new TrueChange(
                changes.size(),
                origin,
                row.key(),
                row.value(),
                known.applied(),
                known.past(row.key()));
        changes.add(change);
        if (row.value() != null) {
          written.put(row.value(), change);
        }
        entries.put(new Entry(origin, row.serial()), change);
        known.apply(change);
      }
    }
  }

  boolean isCaptured(Origin origin, RowChange row) {
    TrueChange truth = entries.get(new Entry(origin, row.serial()));
    return truth != null && truth.stamped() != null;
  }

  /** A capture emits a change; emitted again, it must be the very same. */
  TrueChange captured(Origin origin, RowChange row, Change change) {
    TrueChange truth = entries.get(new Entry(origin, row.serial()));
    if (truth == null) {
      throw new Divergence(
          "No echo goes round", origin + " emitted " + row + ", which no application wrote");
    }
    Change first = truth.stamped();
    if (first == null) {
      truth.stamp(change);
      named.put(change.id(), truth);
    } else if (!first.equals(change)) {
      throw new Divergence(
          "A replay names changes as before", truth + " was " + first + ", is " + change);
    }
    return truth;
  }

  /** A merge transaction of these records is in a region's log. */
  void merged(Origin region, List<Message> batch) {
    for (Message message : batch) {
      Knowledge known = of(region, message.key());
      known.merge(message.truth());
      if (!message.truth().origin().equals(region)) {
        known.apply(message.truth());
      }
    }
  }

  /**
   * Rows that a merge transaction set back to what the row before it had seen: the next local
   * statement would build on what is over.
   */
  List<RowChange> setBack(LogTransaction merge) {
    return merge.entries().stream()
        .filter(RowChange.class::isInstance)
        .map(RowChange.class::cast)
        .filter(this::setsBack)
        .toList();
  }

  private boolean setsBack(RowChange row) {
    TrueChange before = row.before() == null ? null : written.get(row.before());
    TrueChange after = row.value() == null ? null : written.get(row.value());
    return before != null && after != null && before.follows(after);
  }

  /** What the region should show of a key once all that it has merged is settled. */
  @Nullable TrueChange winner(Origin region, RowKey key) {
    BitSet merged = merged(region, key).changes();
    TrueChange latest = last(merged);
    TrueChange winner = last(merged(region, key).maximal());
    if (winner != latest) {
      throw new Divergence(
          "Stamps respect causality", latest + " is later than " + winner + " and in its past");
    }
    return winner;
  }

  private @Nullable TrueChange last(BitSet among) {
    return among.stream()
        .mapToObj(changes::get)
        .max(Comparator.comparing(TrueChange::id))
        .orElse(null);
  }

  Merged merged(Origin region, RowKey key) {
    return of(region, key).merged(key);
  }

  List<TrueChange> changes() {
    return changes;
  }

  TrueChange named(ChangeId id) {
    TrueChange change = named.get(id);
    if (change == null) {
      throw new Divergence("Only changes that were emitted are named", id.toString());
    }
    return change;
  }

  private Knowledge of(Origin region, RowKey key) {
    return regions.computeIfAbsent(
        new WatermarkKey(region, key.table(), key.lane().number()), absent -> new Knowledge());
  }
}
