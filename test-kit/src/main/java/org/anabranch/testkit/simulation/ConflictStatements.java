package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.anabranch.model.version.ChangeId;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Statement.Closing;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.VersionKey;

/** The statements about conflicts. */
final class ConflictStatements {

  private final SimulatedTransaction transaction;
  private final SimulatedDatabase database;

  ConflictStatements(SimulatedTransaction transaction) {
    this.transaction = transaction;
    this.database = transaction.database();
  }

  Execution<Integer> record(List<Conflict> conflicts) {
    return MergeStatements.eachRow(
        conflicts,
        conflict -> new RowAccess<>(transaction, database.conflicts().at(name(conflict))),
        (conflict, row) -> {
          if (!row.awaitChanges()) {
            return false;
          }
          if (row.current() == null) {
            row.write(RecordedConflict.of(conflict));
          }
          return true;
        },
        conflicts::size);
  }

  private static ConflictKey name(Conflict conflict) {
    Conflict.Version winner = conflict.winner();
    ChangeId loser = conflict.loser().id();
    ChangeId over = winner == null ? loser : winner.id();
    return new ConflictKey(
        conflict.arrival().versionKey(), over, loser, conflict.verdict() == Verdict.PARKED);
  }

  Execution<List<UnresolvedConflict>> unresolved(Predicate<VersionKey> wanted) {
    List<UnresolvedConflict> found = new ArrayList<>();
    return new Execution<>(
        () ->
            database
                .conflicts()
                .forEachVisible(
                    transaction,
                    (name, conflict) -> {
                      if (wanted.test(name.key()) && conflict.resolvedBy() == null) {
                        found.add(conflict.unresolved(name));
                      }
                    }),
        List.of(),
        () -> found);
  }

  Execution<Integer> close(List<Closing> closings) {
    Map<String, ConflictKey> names = new HashMap<>();
    database.conflicts().forEachVisible(transaction, (name, same) -> names.put(name.text(), name));
    return MergeStatements.eachRow(
        closings,
        closing ->
            new RowAccess<>(
                transaction,
                database.conflicts().at(Objects.requireNonNull(names.get(closing.conflict())))),
        (closing, row) ->
            MergeStatements.whenLocked(
                row,
                tuple -> {
                  if (tuple != null && tuple.value().resolvedBy() == null) {
                    row.write(tuple.value().resolved(closing.by()));
                  }
                }),
        closings::size);
  }
}
