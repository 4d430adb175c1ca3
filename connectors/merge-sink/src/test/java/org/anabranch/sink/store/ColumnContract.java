package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.KeyColumns;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.ReadColumns;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.Restored;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.ToldColumns;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a store promises of columns that are merged by themselves. */
abstract class ColumnContract extends RowContract {

  @Test
  void a_change_tells_its_columns_before_and_after_without_the_key() {
    Arrival arrival =
        by(A, 1).writes(new Note(1, "new", null)).over(new Note(1, "old", "extra")).arrival();

    assertThat(tell(arrival))
        .containsExactly(new ToldColumns(note("old", "extra"), note("new", null)));
  }

  @Test
  void arrivals_of_all_shapes_are_told_in_their_order() {
    Arrival inserts = by(A, 1).writes(new Note(1, "a", "x")).inserting().arrival();
    Arrival updates = by(A, 2).writes(2, "b").over(new Note(2, "c", "d")).arrival();
    Arrival deletes = by(A, 3).deletes(3).over(new Note(3, "e", null)).arrival();
    Arrival without = by(A, 4).writesWithoutExtra(4, "f").arrival();
    Arrival again = by(B, 5).writes(new Note(1, null, "g")).arrival();

    assertThat(tell(again, without, deletes, updates, inserts))
        .containsExactly(
            new ToldColumns(null, note(null, "g")),
            new ToldColumns(null, only("body", "f")),
            new ToldColumns(note("e", null), null),
            new ToldColumns(note("c", "d"), note("b", null)),
            new ToldColumns(null, note("a", "x")));
  }

  @Test
  void columns_that_a_change_does_not_carry_are_told_before_it_only() {
    ColumnMarks unchanged = new ColumnMarks(Set.of(), Set.of("extra"), Set.of(), Set.of());
    Arrival arrival =
        by(A, 1)
            .writes(new Note(1, "new", "placeholder"))
            .over(new Note(1, "old", "kept"))
            .marked(unchanged)
            .arrival();

    assertThat(tell(arrival))
        .containsExactly(new ToldColumns(note("old", "kept"), only("body", "new")));
  }

  @Test
  void a_value_is_told_whole_even_where_its_column_is_too_short() {
    String longBody = "x".repeat(Note.BODY_LENGTH_MAX + 1);

    assertThat(tell(by(A, 1).writes(1, longBody).arrival()))
        .containsExactly(new ToldColumns(null, note(longBody, null)));
  }

  @Test
  void a_refused_change_tells_its_columns_with_and_without_a_key() {
    Arrival refused =
        by(A, 1).writes(1, "new").over(new Note(1, "old", null)).arrival().refused("why");
    ToldColumns told = new ToldColumns(note("old", null), note("new", null));

    List<ToldColumns> all = tell(refused, refused.withoutKey(), by(A, 2).writes(2, "x").arrival());

    assertThat(all.get(0)).isEqualTo(told);
    assertThat(all.get(2)).isEqualTo(new ToldColumns(null, note("x", null)));
    // Which column is the key a store does not know in every case.
    Set<String> beside = Set.of("body", "extra");
    assertThat(Objects.requireNonNull(all.get(1).before()).only(beside)).isEqualTo(told.before());
    assertThat(Objects.requireNonNull(all.get(1).after()).only(beside)).isEqualTo(told.after());
  }

  @Test
  void a_locked_row_tells_its_columns_where_they_are_asked_for() {
    save(new Note(1, "body", null));
    Arrival arrival = by(A, 1).deletes(1).arrival();

    assertThat(lookByColumn(arrival).columns()).isEqualTo(note("body", null));
    assertThat(lookByColumn(arrival).exists()).isTrue();
    assertThat(look(arrival).columns()).isEqualTo(ColumnTexts.NONE);
    assertThat(lookByColumn(by(A, 2).writes(2, "x").arrival())).isEqualTo(RowState.MISSING);
  }

  @Test
  void a_row_and_the_change_that_wrote_it_tell_the_same() {
    Arrival arrival = by(A, 1).writes(new Note(1, " ü\"{}\\ ", "")).arrival();
    upsert(arrival);

    assertThat(tell(arrival))
        .containsExactly(new ToldColumns(null, lookByColumn(arrival).columns()));
  }

  @Test
  void an_upsert_writes_the_given_columns_whatever_the_change_carries() {
    save(new Note(1, "before", "kept"));
    save(new Note(2, "kept", "before"));

    upsertColumns(
        given(by(A, 1).writes(new Note(1, "carried", "carried")).arrival(), only("body", "given")),
        given(by(A, 2).writes(new Note(2, "carried", "carried")).arrival(), only("extra", null)),
        given(by(A, 3).writes(new Note(3, "carried", "carried")).arrival(), only("body", "new")));

    assertThat(find(1)).isEqualTo(new Note(1, "given", "kept"));
    assertThat(find(2)).isEqualTo(new Note(2, "kept", null));
    assertThat(find(3)).isEqualTo(new Note(3, "new", null));
  }

  @Test
  void given_columns_are_written_for_a_change_that_carries_no_row() {
    save(new Note(1, "before", "kept"));

    long writer = upsertColumns(given(by(A, 1).deletes(1).arrival(), only("body", "given")));

    assertThat(find(1)).isEqualTo(new Note(1, "given", "kept"));
    assertThat(look(by(A, 1).deletes(1).arrival()).writer()).isEqualTo(writer);
  }

  @Test
  void a_row_without_given_columns_is_made_of_its_key() {
    upsertColumns(given(by(A, 1).writes(1, "carried").arrival(), ColumnTexts.NONE));

    assertThat(find(1)).isEqualTo(new Note(1, null, null));
  }

  @Test
  void a_missing_row_is_restored_with_the_given_columns() {
    save(new Note(2, "there", null));

    Restored restored =
        execute(
            new RestoreRows(
                NoteChange.TABLE,
                List.of(
                    given(by(A, 1).writes(1, "carried").arrival(), note("given", "too")),
                    given(by(A, 2).writes(2, "carried").arrival(), note("given", "too")))));

    assertThat(restored.keys()).containsExactly(keyOf(1));
    assertThat(find(1)).isEqualTo(new Note(1, "given", "too"));
    assertThat(find(2)).isEqualTo(new Note(2, "there", null));
  }

  @Test
  void a_version_row_keeps_its_columns_until_nothing_is_in_flight() {
    RowColumns inFlight = inFlight();
    assertThat(inFlight.columns()).containsOnlyKeys("body", "extra");
    VersionRow with = versionWith(inFlight);

    write(List.of(with));
    assertThat(read(1)).containsExactly(Map.entry(keyOf(1), with));

    VersionRow without = versionWith(RowColumns.NONE);
    write(List.of(without));
    assertThat(read(1)).containsExactly(Map.entry(keyOf(1), without));
  }

  private static VersionRow versionWith(RowColumns columns) {
    return new VersionRow(
        keyOf(1),
        new KeyVersion(
            vector(Map.of(A, 7L)), by(A, 7).deletes(1).change().id(), new Stamp(7), false),
        false,
        new SinkWrite(3, 4, false),
        columns);
  }

  /**
   * Two changes that had not seen each other, of a table of texts one of whose columns is a set.
   */
  static RowColumns inFlight() {
    KeyColumns columns =
        new KeyColumns(
            TableColumns.of(Map.of("extra", "set")), RowColumns.NONE, VersionVector.EMPTY);
    columns.merge(
        by(A, 7).writes(1, "x").change(),
        true,
        note("before", "{a,b}"),
        note("after", "{b}"),
        false);
    columns.merge(
        by(B, 6).writes(1, "x").change(),
        false,
        note("before", "{a,b}"),
        note(null, "{a,b,c}"),
        false);
    return columns.updated(12);
  }

  private List<ToldColumns> tell(Arrival... arrivals) {
    return execute(new ReadColumns(List.of(arrivals)));
  }

  private RowState lookByColumn(Arrival arrival) {
    return Objects.requireNonNull(
        execute(new LockRows(List.of(target(arrival)), Set.of(NoteChange.TABLE)))
            .get(arrival.versionKey()));
  }

  long upsertColumns(RowTarget... targets) {
    return upsert(List.of(targets));
  }

  static RowTarget given(Arrival arrival, ColumnTexts columns) {
    return new RowTarget(arrival.versionKey(), arrival, columns);
  }

  static ColumnTexts note(@Nullable String body, @Nullable String extra) {
    return new ColumnTexts.Builder().with("body", body).with("extra", extra).build();
  }

  static ColumnTexts only(String name, @Nullable String text) {
    return new ColumnTexts.Builder().with(name, text).build();
  }
}
