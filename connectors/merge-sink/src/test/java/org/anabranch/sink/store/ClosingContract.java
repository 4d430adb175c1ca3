package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Statement.CloseConflicts;
import org.anabranch.sink.store.Statement.Closing;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.Statement.UnresolvedOfLane;
import org.anabranch.sink.store.UnresolvedConflict.Side;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** How conflicts are found that nobody has resolved, and how they are closed. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class ClosingContract extends ForgettingContract {

  private static final ChangeId COVERING = by(C, 12).writes(1, "x").change().id();

  private List<UnresolvedConflict> unresolved(long... ids) {
    return execute(new UnresolvedConflicts(keys(ids)));
  }

  private static List<VersionKey> keys(long... ids) {
    return LongStream.of(ids).mapToObj(NoteChange::keyOf).sorted().toList();
  }

  private int close(List<UnresolvedConflict> conflicts) {
    return execute(
        new CloseConflicts(
            conflicts.stream()
                .map(conflict -> new Closing(conflict.id(), COVERING, 1_500_000))
                .toList()));
  }

  @Test
  void conflicts_of_keys_are_found_with_both_sides_and_their_places() {
    record(List.of(conflict(1), conflict(2), quarantined()));

    List<UnresolvedConflict> found = unresolved(2, 3, 4);

    assertThat(found)
        .extracting(UnresolvedConflict::key)
        .containsExactlyInAnyOrder(keyOf(2), keyOf(3));
    assertThat(found)
        .filteredOn(conflict -> conflict.key().equals(keyOf(2)))
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.winner()).isEqualTo(side(by(B, 9).writes(2, "x")));
              assertThat(conflict.loser()).isEqualTo(side(by(A, 7).writes(2, "x")));
            });
    assertThat(found)
        .filteredOn(conflict -> conflict.key().equals(keyOf(3)))
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.winner()).isNull();
              assertThat(conflict.loser()).isEqualTo(side(by(A, 8).writes(3, "x")));
            });
  }

  private static Side side(NoteChange change) {
    return new Side(change.change().id(), change.change().sequence());
  }

  @Test
  void the_place_of_a_first_snapshots_row_is_kept() {
    Arrival winner = by(B, 9).writes(1, "winner").arrival();
    Arrival row = by(A, 5).writes(1, "old").asSnapshot().arrival();
    record(
        List.of(
            new Conflict(
                winner,
                new Version.Brought(winner.change().id(), winner),
                new Version.Brought(row.change().id(), row),
                "version-vector",
                Verdict.OPEN,
                null)));

    assertThat(unresolved(1))
        .singleElement()
        .satisfies(
            conflict ->
                assertThat(conflict.loser())
                    .isEqualTo(new Side(new ChangeId(A, Stamp.ZERO), new Stamp(5))));
  }

  @Test
  void a_transaction_finds_what_it_has_recorded_itself() {
    List<UnresolvedConflict> found =
        run(
            store,
            transaction -> {
              transaction.execute(new RecordConflicts(List.of(conflict(1))));
              return transaction.execute(new UnresolvedConflicts(keys(1)));
            });

    assertThat(found).hasSize(1);
  }

  @Test
  void a_transaction_finds_what_it_has_recorded_since_its_keys_were_read() {
    record(List.of(conflict(2)));
    List<UnresolvedConflict> found =
        run(
            store,
            transaction -> {
              transaction.execute(startingWith(keys(1, 2)));
              assertThat(transaction.execute(new UnresolvedConflicts(keys(1)))).isEmpty();
              assertThat(transaction.execute(new UnresolvedConflicts(keys(1, 2)))).hasSize(1);
              transaction.execute(new RecordConflicts(List.of(conflict(1))));
              return transaction.execute(new UnresolvedConflicts(keys(1, 2)));
            });

    assertThat(found)
        .extracting(UnresolvedConflict::key)
        .containsExactlyInAnyOrder(keyOf(1), keyOf(2));
  }

  @Test
  void a_transaction_finds_no_more_what_it_has_closed_since_its_keys_were_read() {
    record(List.of(conflict(1)));
    List<UnresolvedConflict> found =
        run(
            store,
            transaction -> {
              transaction.execute(startingWith(keys(1)));
              List<UnresolvedConflict> open = transaction.execute(new UnresolvedConflicts(keys(1)));
              transaction.execute(
                  new CloseConflicts(List.of(new Closing(open.get(0).id(), COVERING, 1_500_000))));
              return transaction.execute(new UnresolvedConflicts(keys(1)));
            });

    assertThat(found).isEmpty();
  }

  @Test
  void a_closed_conflict_says_by_what_and_when_and_is_found_no_more() {
    record(List.of(conflict(1), conflict(2)));

    assertThat(close(unresolved(1))).isEqualTo(1);

    assertThat(resolution(1)).isEqualTo(COVERING + " 1500000");
    assertThat(resolution(2)).isNull();
    assertThat(unresolved(1, 2)).extracting(UnresolvedConflict::key).containsExactly(keyOf(2));
  }

  @Test
  void what_somebody_else_has_resolved_meanwhile_stays_as_it_is() {
    record(List.of(conflict(1)));
    List<UnresolvedConflict> found = unresolved(1);
    close(found);

    ChangeId later = new ChangeId(A, new Stamp(99));
    assertThat(execute(new CloseConflicts(List.of(new Closing(found.get(0).id(), later, 2)))))
        .isZero();
    assertThat(resolution(1)).isEqualTo(COVERING + " 1500000");
  }

  @Test
  void a_conflict_that_is_closed_is_not_recorded_again() {
    record(List.of(conflict(1)));
    close(unresolved(1));

    assertThat(record(List.of(conflict(1)))).isZero();
    assertThat(unresolved(1)).isEmpty();
  }

  @Test
  void conflicts_of_a_lane_are_found_whatever_their_keys() {
    List<Conflict> conflicts = new ArrayList<>();
    for (long id = 1; id <= 20; id++) {
      conflicts.add(conflict(id));
    }
    record(conflicts);
    close(unresolved(1));
    TableLane lane = keyOf(1).tableLane();

    assertThat(execute(new UnresolvedOfLane(lane)))
        .extracting(UnresolvedConflict::key)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(2, 20)
                .mapToObj(NoteChange::keyOf)
                .filter(key -> key.tableLane().equals(lane))
                .toList());
  }

  @Test
  void among_many_keys_the_few_that_have_conflicts_are_found() {
    long[] many = LongStream.rangeClosed(1, 1_000).toArray();
    assertThat(unresolved(many)).isEmpty();

    record(List.of(conflict(500)));

    assertThat(unresolved(many)).extracting(UnresolvedConflict::key).containsExactly(keyOf(500));
  }
}
