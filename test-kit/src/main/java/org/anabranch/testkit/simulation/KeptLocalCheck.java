package org.anabranch.testkit.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.testkit.simulation.Slot.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * What a region may show of a key whose table keeps local versions ({@code
 * conflict.policy=keep-local}), once nothing is in flight: its own last change where nobody who had
 * seen that has written since, and the winner where its origin had seen it. Where a change had seen
 * the own one and lost against another that had not, the region may show either. Whatever is not
 * the winner's has an open conflict with the winner in this region.
 */
final class KeptLocalCheck {

  private final Origin region;
  private final SimulatedDatabase database;
  private final Oracle oracle;

  KeptLocalCheck(Origin region, SimulatedDatabase database, Oracle oracle) {
    this.region = region;
    this.database = database;
    this.oracle = oracle;
  }

  /**
   * What is wrong; null for nothing.
   *
   * @param content what the region shows where it shows the winner; null for no row
   */
  @Nullable String wrong(RowKey key, TrueChange winner, @Nullable String content) {
    Tuple<String> row = database.rows().at(key).committed();
    String shown = row == null ? null : row.value();
    List<TrueChange> merged =
        oracle.merged(region, key).changes().stream().mapToObj(oracle.changes()::get).toList();
    TrueChange own =
        merged.stream()
            .filter(change -> change.origin().equals(region) && !change.firstSnapshot())
            .max(Comparator.comparing(TrueChange::id))
            .orElse(null);
    boolean winners = Objects.equals(shown, content);
    if (own == null || own.equals(winner) || saw(winner, own)) {
      return winners ? null : "shows " + shown + " instead of the winner " + winner;
    }
    boolean owns = Objects.equals(shown, own.value());
    // A TRUNCATE that found no row is no change of it (014).
    boolean replaced =
        own.truncates() || merged.stream().anyMatch(change -> change != own && saw(change, own));
    if (!owns && !(winners && replaced)) {
      return "shows " + shown + " instead of its own " + own;
    }
    return winners || isOpen(key, winner.id(), own)
        ? null
        : "shows " + own + " and has no open conflict of it with " + winner;
  }

  /** As it says itself: what its region could not apply it had not seen (010). */
  private static boolean saw(TrueChange change, TrueChange own) {
    return Objects.requireNonNull(change.stamped()).seen().covers(own.id());
  }

  /** A TRUNCATE that found no row is told of by the change of the row that it had seen (014). */
  private boolean isOpen(RowKey key, ChangeId winner, TrueChange own) {
    boolean[] open = {false};
    database
        .conflicts()
        .forEachCommitted(
            (name, conflict) ->
                open[0] |=
                    name.key().equals(key.versionKey())
                        && name.winner().equals(winner)
                        && !name.parked()
                        && (own.truncates() || name.loser().equals(own.id()))
                        && conflict.resolvedBy() == null);
    return open[0];
  }
}
