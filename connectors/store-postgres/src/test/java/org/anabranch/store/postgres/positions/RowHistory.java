package org.anabranch.store.postgres.positions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one row in the order in which they followed each other. The order is that of a
 * chain: each change names the value that it replaced, and no value comes twice. Positions have no
 * part in it. Only where a row was deleted and inserted again does the order of the log tell which
 * came first, and there it is that of commits, since keys are unique.
 */
record RowHistory(List<LoggedChange> changes) {

  /**
   * The histories of the rows that a log tells of.
   *
   * @throws AssertionError where the changes of a row make no chain
   */
  static Map<Integer, RowHistory> of(List<LoggedChange> log) {
    Map<Integer, List<LoggedChange>> rows = new HashMap<>();
    log.forEach(change -> rows.computeIfAbsent(change.id(), id -> new ArrayList<>()).add(change));
    Map<Integer, RowHistory> histories = new HashMap<>();
    rows.forEach((id, changes) -> histories.put(id, new RowHistory(chained(changes))));
    return histories;
  }

  private static List<LoggedChange> chained(List<LoggedChange> logged) {
    Map<String, LoggedChange> replacing = new HashMap<>();
    for (LoggedChange change : logged) {
      if (change.before() != null && replacing.put(change.before(), change) != null) {
        throw new AssertionError("Two changes replaced the same version: " + change);
      }
    }
    List<LoggedChange> chain = new ArrayList<>(logged.size());
    for (LoggedChange first : logged) {
      if (first.inserts()) {
        if (!chain.isEmpty() && !chain.get(chain.size() - 1).deletes()) {
          throw new AssertionError("Inserted while it was there: " + first);
        }
        for (LoggedChange change = first; change != null; change = next(change, replacing)) {
          chain.add(change);
        }
      }
    }
    if (chain.size() != logged.size()) {
      throw new AssertionError("Changes that follow nothing: " + (logged.size() - chain.size()));
    }
    return chain;
  }

  private static @Nullable LoggedChange next(
      LoggedChange change, Map<String, LoggedChange> replacing) {
    return change.after() == null ? null : replacing.get(change.after());
  }

  /** What the row holds in the end; null where it is gone. */
  @Nullable String last() {
    return changes.get(changes.size() - 1).after();
  }
}
