package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.KeysOfLane;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.Restored;
import org.anabranch.sink.store.Statement.RowState;
import org.junit.jupiter.api.Test;

/** What a store promises of the rows of application tables. */
abstract class RowContract extends VersionContract {

  @Test
  void an_upsert_inserts_and_updates() {
    save(new Note(1, "before", "kept?"));

    upsert(
        by(A, 1).writes(new Note(1, "after", null)).arrival(),
        by(A, 2).writes(new Note(2, "new", "x")).arrival());

    assertThat(find(1)).isEqualTo(new Note(1, "after", null));
    assertThat(find(2)).isEqualTo(new Note(2, "new", "x"));
  }

  @Test
  void columns_that_a_change_does_not_carry_keep_their_values() {
    save(new Note(1, "before", "kept"));
    save(new Note(2, "before", "kept"));
    save(new Note(3, "before", "kept"));
    ColumnMarks unchanged = new ColumnMarks(Set.of(), Set.of("extra"), Set.of(), Set.of());
    ColumnMarks withheld = new ColumnMarks(Set.of("extra"), Set.of(), Set.of(), Set.of());

    upsert(
        by(A, 1).writesWithoutExtra(1, "after").arrival(),
        by(A, 2).writes(new Note(2, "after", "placeholder")).marked(unchanged).arrival(),
        by(A, 3).writes(new Note(3, "after", null)).marked(withheld).arrival(),
        by(A, 4).writesWithoutExtra(4, "new").arrival());

    assertThat(find(1)).isEqualTo(new Note(1, "after", "kept"));
    assertThat(find(2)).isEqualTo(new Note(2, "after", "kept"));
    assertThat(find(3)).isEqualTo(new Note(3, "after", "kept"));
    assertThat(find(4)).isEqualTo(new Note(4, "new", null));
  }

  @Test
  void a_delete_removes_the_row_and_passes_over_a_missing_one() {
    save(new Note(1, "x", null));
    save(new Note(3, "stays", null));

    run(
        store,
        transaction ->
            transaction.execute(
                new DeleteRows(
                    NoteChange.TABLE,
                    List.of(
                        target(by(A, 1).deletes(1).arrival()),
                        target(by(A, 2).deletes(2).arrival())))));

    assertThat(find(1)).isNull();
    assertThat(find(2)).isNull();
    assertThat(find(3)).isNotNull();
  }

  @Test
  void a_row_is_restored_only_where_it_is_missing() {
    save(new Note(1, "local", "stays"));
    Arrival there = by(A, 1).writes(1, "restored").arrival();
    Arrival missing = by(A, 2).writes(new Note(2, "restored", "x")).arrival();

    Restored restored =
        execute(new RestoreRows(NoteChange.TABLE, List.of(target(there), target(missing))));

    assertThat(restored.keys()).containsExactly(keyOf(2));
    assertThat(find(1)).isEqualTo(new Note(1, "local", "stays"));
    assertThat(find(2)).isEqualTo(new Note(2, "restored", "x"));
    assertThat(look(missing).writer()).isEqualTo(restored.writers().of(keyOf(2)));
    assertThat(look(there).writer()).isNotEqualTo(restored.writers().of(keyOf(2)));
  }

  @Test
  void where_no_row_is_missing_none_is_restored() {
    save(new Note(1, "local", null));

    Restored restored =
        execute(
            new RestoreRows(
                NoteChange.TABLE, List.of(target(by(A, 1).writes(1, "restored").arrival()))));

    assertThat(restored.keys()).isEmpty();
    assertThat(find(1)).isEqualTo(new Note(1, "local", null));
  }

  @Test
  void a_locked_row_tells_who_wrote_it_last() {
    Arrival arrival = by(A, 1).writes(new Note(1, "body", "extra")).arrival();
    long writer = upsert(arrival);

    RowState row = look(arrival);
    assertThat(row.exists()).isTrue();
    assertThat(row.writer()).isEqualTo(writer);
    assertThat(row.content()).contains("body").contains("extra");
    assertThat(row.sameAsArrival()).isTrue();

    save(new Note(1, "local", "extra"));
    RowState local = look(arrival);
    assertThat(local.writer()).isNotEqualTo(writer);
    assertThat(local.content()).contains("local");
    assertThat(local.sameAsArrival()).isFalse();
  }

  @Test
  void only_the_columns_that_an_arrival_carries_are_compared() {
    save(new Note(1, "same", "other"));

    assertThat(look(by(A, 1).writesWithoutExtra(1, "same").arrival()).sameAsArrival()).isTrue();
    assertThat(look(by(A, 1).writes(new Note(1, "same", null)).arrival()).sameAsArrival())
        .isFalse();
  }

  @Test
  void nulls_are_the_same_as_nulls() {
    save(new Note(1, null, null));

    assertThat(look(by(A, 1).writes(new Note(1, null, null)).arrival()).sameAsArrival()).isTrue();
  }

  @Test
  void a_missing_row_is_told_as_missing() {
    assertThat(look(by(A, 1).writes(1, "x").arrival())).isEqualTo(RowState.MISSING);
  }

  @Test
  void a_row_found_for_a_delete_is_told_too() {
    save(new Note(1, "here", null));

    RowState row = look(by(A, 1).deletes(1).arrival());

    assertThat(row.exists()).isTrue();
    assertThat(row.content()).contains("here");
    assertThat(row.sameAsArrival()).isFalse();
  }

  @Test
  void the_log_position_read_after_a_write_lies_above_those_of_earlier_writes() {
    long before = run(store, transaction -> transaction.execute(new ReadPosition()));
    save(new Note(1, "x", null));
    long after = run(store, transaction -> transaction.execute(new ReadPosition()));

    assertThat(after).isGreaterThan(before);
  }

  @Test
  void every_key_is_in_its_lane_and_hashes_as_its_changes_do() {
    for (long id = 1; id <= 20; id++) {
      save(new Note(id, "x", null));
    }
    List<VersionKey> found = new ArrayList<>();
    for (int number = 0; number < NoteChange.LANES; number++) {
      Lane lane = new Lane(number, NoteChange.LANES);
      for (RecordView key :
          run(store, transaction -> transaction.execute(new KeysOfLane(NoteChange.TABLE, lane)))) {
        long id = ((Number) Objects.requireNonNull(key.value(keyColumn()))).longValue();
        assertThat(NoteChange.laneOf(id)).isEqualTo(lane);
        assertThat(CanonicalKey.of(key))
            .isEqualTo(
                CanonicalKey.of(Objects.requireNonNull(by(A, 1).deletes(id).arrival().key())));
        found.add(keyOf(id));
      }
    }
    assertThat(found).hasSize(20).doesNotHaveDuplicates();
  }
}
