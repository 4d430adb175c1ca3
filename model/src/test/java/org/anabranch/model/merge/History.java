package org.anabranch.model.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;

/**
 * All that ever happened to one key: each origin's changes in their own order. Immutable.
 *
 * @param streams each origin's changes of the key, in the order of its lane
 * @param rowsBefore the origins where the row was there before anything was captured
 */
public record History(SortedMap<Origin, List<Change>> streams, Set<Origin> rowsBefore) {

  public History {
    TreeMap<Origin, List<Change>> copy = new TreeMap<>();
    streams.forEach((origin, changes) -> copy.put(origin, List.copyOf(changes)));
    streams = Collections.unmodifiableSortedMap(copy);
    rowsBefore = Set.copyOf(rowsBefore);
  }

  public List<Change> changes() {
    return streams.values().stream().flatMap(List::stream).toList();
  }

  /** How each region starts, by its origin. */
  public KeyVersion start(Origin region) {
    return rowsBefore.contains(region)
        ? KeyVersion.unversioned(VersionVector.EMPTY, region)
        : KeyVersion.unknown(VersionVector.EMPTY);
  }

  /** A random order in which a region may merge these changes. */
  public List<Change> order(Random random) {
    List<Iterator<Change>> turns = new ArrayList<>();
    for (List<Change> stream : streams.values()) {
      turns.addAll(Collections.nCopies(stream.size(), stream.iterator()));
    }
    Collections.shuffle(turns, random);
    return turns.stream().map(Iterator::next).toList();
  }

  /** What a region may have merged on the way: of each origin's changes the first few. */
  public History part(Random random) {
    TreeMap<Origin, List<Change>> cut = new TreeMap<>();
    streams.forEach(
        (origin, changes) ->
            cut.put(origin, changes.subList(0, random.nextInt(changes.size() + 1))));
    return new History(cut, rowsBefore);
  }

  /** Lists what happened, a line for each change. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("rows before: " + rowsBefore);
    changes().forEach(change -> text.append("\n  ").append(describe(change)));
    return text.toString();
  }

  static String describe(Change change) {
    return change.kind()
        + " "
        + change.operation()
        + " "
        + change.id()
        + " sequence "
        + change.sequence()
        + " seen "
        + change.seen();
  }
}
