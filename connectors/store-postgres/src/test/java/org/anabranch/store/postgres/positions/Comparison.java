package org.anabranch.store.postgres.positions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Holds the order that positions tell against the order of the rows' versions: each write of a sink
 * against the local changes around it in the row's history.
 */
final class Comparison {

  private static final int NEIGHBOURS = 8;

  private final Map<Long, SinkRound> sinks;
  private final ToLongFunction<SinkRound> position;
  private final List<String> violations = new ArrayList<>();
  private int pairs;
  private int meanwhile;
  private int insertsBelow;

  /**
   * Compares by one of the positions that sinks have read.
   *
   * @param rounds all that the sinks have committed; whatever else is in the histories is local
   */
  Comparison(
      Collection<RowHistory> histories,
      Collection<SinkRound> rounds,
      ToLongFunction<SinkRound> position) {
    this.sinks =
        rounds.stream().collect(Collectors.toMap(SinkRound::transaction, Function.identity()));
    this.position = position;
    histories.forEach(history -> compare(history.changes()));
  }

  private void compare(List<LoggedChange> history) {
    for (int at = 0; at < history.size(); at++) {
      SinkRound sink = sinks.get(history.get(at).transaction());
      if (sink != null) {
        int to = Math.min(history.size(), at + NEIGHBOURS + 1);
        for (int other = Math.max(0, at - NEIGHBOURS); other < to; other++) {
          if (!sinks.containsKey(history.get(other).transaction())) {
            compare(sink, history.get(at), history.get(other), other > at);
          }
        }
      }
    }
  }

  private void compare(SinkRound sink, LoggedChange written, LoggedChange local, boolean later) {
    boolean toldLater = local.position() > position.applyAsLong(sink);
    if (later && local.inserts()) {
      insertsBelow += toldLater ? 0 : 1;
      return;
    }
    pairs++;
    if (local.position() > sink.before() && local.position() <= sink.after()) {
      meanwhile++;
    }
    if (later != toldLater) {
      violations.add(
          "%s is %s than %s of %s".formatted(local, later ? "later" : "earlier", written, sink));
    }
  }

  /** How many pairs of a sink's write and a local change were held against the rule. */
  int pairs() {
    return pairs;
  }

  /**
   * How many of them with a change that was logged after the sink had begun and before it read the
   * position for the last time.
   */
  int meanwhile() {
    return meanwhile;
  }

  /**
   * How many later inserts lay below the position nevertheless. They are no part of the rule:
   * Postgres logs a row before it looks for its key, and only then it may have to wait for a sink
   * that has deleted the row. M4 leaves such a row alone, since it does not bear the sink's mark.
   */
  int insertsBelow() {
    return insertsBelow;
  }

  /** All pairs of which the position tells the wrong order. */
  List<String> violations() {
    return violations;
  }
}
