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
 *
 * @param compared how many pairs
 * @param meanwhile how many of them with a change that was logged while the sink's transaction was
 *     open, before it read the position
 * @param unchecked pairs of a sink's write and a later insert whose record lies below the position.
 *     Postgres logs a row before it looks for its key, so it may have to wait for the sink
 *     afterwards. M4 does nothing to such a row, since it bears another mark than the sink's
 * @param violations all other pairs that the position tells wrongly
 */
record Comparison(int compared, int meanwhile, int unchecked, List<String> violations) {

  private static final int NEIGHBOURS = 8;

  /** Compares by one of the positions that sinks have read. */
  static Comparison of(
      Collection<RowHistory> histories,
      Collection<SinkRound> rounds,
      ToLongFunction<SinkRound> position) {
    Map<Long, SinkRound> sinks =
        rounds.stream().collect(Collectors.toMap(SinkRound::transaction, Function.identity()));
    int compared = 0;
    int meanwhile = 0;
    int unchecked = 0;
    List<String> violations = new ArrayList<>();
    for (RowHistory history : histories) {
      List<LoggedChange> changes = history.changes();
      for (int at = 0; at < changes.size(); at++) {
        SinkRound sink = sinks.get(changes.get(at).transaction());
        int to = Math.min(changes.size(), at + NEIGHBOURS + 1);
        for (int other = Math.max(0, at - NEIGHBOURS); sink != null && other < to; other++) {
          LoggedChange local = changes.get(other);
          if (sinks.containsKey(local.transaction())) {
            continue;
          }
          compared++;
          meanwhile += local.position() > sink.before() && local.position() <= sink.after() ? 1 : 0;
          boolean later = other > at;
          if (later == local.position() > position.applyAsLong(sink)) {
            continue;
          }
          if (later && unchecked(local)) {
            unchecked++;
          } else {
            violations.add(
                "%s is %s than %s of %s"
                    .formatted(local, later ? "later" : "earlier", changes.get(at), sink));
          }
        }
      }
    }
    return new Comparison(compared, meanwhile, unchecked, violations);
  }

  private static boolean unchecked(LoggedChange change) {
    String value = change.after();
    return change.inserts() && value != null && value.endsWith(LocalWriter.UNCHECKED);
  }
}
