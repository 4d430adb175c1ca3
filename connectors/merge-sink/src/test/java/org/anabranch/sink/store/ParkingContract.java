package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Statement.DropParked;
import org.anabranch.sink.store.Statement.FindObstacles;
import org.anabranch.sink.store.Statement.FindParked;
import org.anabranch.sink.store.Statement.ReadParked;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.Statement.WriteParked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every store does about rows that a constraint keeps out of their table. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class ParkingContract extends ClosingContract {

  static ParkedRow parked(long id, Origin origin, long stamp, @Nullable String extra) {
    return ParkedRow.of(
        by(origin, stamp).writes(new Note(id, "body", extra)).arrival(),
        won(origin, stamp),
        new ColumnTexts.Builder().with("body", "body").with("extra", extra).build(),
        "a_constraint");
  }

  private static KeyVersion won(Origin origin, long stamp) {
    ChangeId id = new ChangeId(origin, new Stamp(stamp));
    return new KeyVersion(VersionVector.EMPTY.with(id), id, id.stamp(), false);
  }

  List<Obstacles> obstacles(ParkedRow... rows) {
    return execute(new FindObstacles(NoteChange.TABLE, List.of(rows)));
  }

  private List<ParkedRow> readParked() {
    return execute(new ReadParked(NoteChange.TABLE, null, 10));
  }

  @Test
  void what_is_parked_is_read_as_it_was_written_until_it_is_dropped() {
    execute(new WriteParked(List.of(parked(1, A, 5, "unique-x"), parked(2, B, 6, null))));

    assertThat(store.parkedTables()).containsExactly(entry(NoteChange.TABLE, new Stamp(5)));
    List<ParkedRow> read = readParked();
    assertThat(read).extracting(ParkedRow::key).isSorted().hasSize(2);
    ParkedRow one =
        read.stream().filter(row -> row.key().equals(keyOf(1))).findFirst().orElseThrow();
    ParkedRow written = parked(1, A, 5, "unique-x");
    assertThat(one.id()).isEqualTo(written.id());
    assertThat(one.sequence()).isEqualTo(written.sequence());
    assertThat(one.lane()).isEqualTo(written.lane());
    assertThat(one.columns()).isEqualTo(written.columns());
    assertThat(one.place()).isEqualTo(written.place());
    assertThat(one.told()).isFalse();
    assertThat(execute(new ReadParked(NoteChange.TABLE, read.get(0).key(), 10))).hasSize(1);
    assertThat(execute(new ReadParked(NoteChange.TABLE, null, 1))).hasSize(1);

    assertThat(execute(new FindParked(List.of(keyOf(1), keyOf(3)))))
        .containsOnlyKeys(keyOf(1))
        .hasEntrySatisfying(
            keyOf(1), row -> assertThat(row.columns()).isEqualTo(written.columns()));

    assertThat(execute(new DropParked(List.of(keyOf(1), keyOf(3))))).isEqualTo(1);
    assertThat(readParked()).extracting(ParkedRow::key).containsExactly(keyOf(2));
  }

  @Test
  void a_row_that_takes_the_place_of_a_parked_one_keeps_columns_that_it_does_not_carry() {
    execute(new WriteParked(List.of(parked(1, A, 5, "unique-x"))));
    ParkedRow later =
        ParkedRow.of(
            by(B, 7).writes(1, "later").arrival(),
            won(B, 7),
            new ColumnTexts.Builder().with("body", "later").build(),
            "another");
    execute(new WriteParked(List.of(later.withTold())));

    assertThat(readParked())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.id()).isEqualTo(later.id());
              assertThat(row.told()).isTrue();
              assertThat(row.columns().text("body")).isEqualTo("later");
              assertThat(row.columns().text("extra")).isEqualTo("unique-x");
            });
  }

  @Test
  void a_parked_row_is_written_as_it_was() {
    execute(new WriteParked(List.of(parked(3, A, 5, "unique-x"))));
    ParkedRow row = readParked().get(0);

    execute(new RestoreRows(NoteChange.TABLE, List.of(row.target())));

    assertThat(find(3)).isEqualTo(new Note(3, "body", "unique-x"));
  }

  @Test
  void of_a_parked_row_s_conflict_only_the_row_itself_is_asked_for_when_it_is_to_be_closed() {
    ParkedRow row = parked(3, A, 5, "unique-x");
    record(
        List.of(
            new Conflict(
                row.arrival(),
                new Version.Found(new ChangeId(B, new Stamp(9)), new Stamp(9), "{\"id\": 1}", true),
                new Version.Found(row.id(), row.sequence(), "{\"id\": 3}", true),
                "last-writer-wins",
                Verdict.PARKED,
                "constraint note_extra_unique")));

    assertThat(execute(new UnresolvedConflicts(List.of(keyOf(3)))))
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.winner()).isNull();
              assertThat(conflict.loser().id()).isEqualTo(row.id());
            });
  }
}
