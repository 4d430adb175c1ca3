package org.anabranch.sink.column;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.KeyColumns.Rival;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeyColumnsTest {

  private static final TableColumns COUNTING = TableColumns.of(Map.of("extra", "counter"));
  private static final int INCREMENTS = 200;

  @Test
  void a_counter_that_is_written_all_the_time_keeps_no_more_than_is_in_flight() {
    assertThat(bytesAfterIncrements(2)).isLessThan(bytesAfterIncrements(INCREMENTS) / 10);
  }

  @Test
  void two_halves_of_a_conversation_become_one_with_what_is_on_its_way() {
    KeyColumns columns = columns("append", RowColumns.NONE);
    columns.merge(at(B, 5), false, text("[\"hi\"]"), text("[\"hi\", \"b\"]"), false);
    columns.merge(at(C, 3), false, text("[\"hi\"]"), text("[\"hi\", {\"c\": 1.0}]"), false);

    assertThat(columns.update(text("[\"hi\", \"local\"]"), null))
        .isEqualTo(text("[\"hi\", \"local\", {\"c\": 1.0}, \"b\"]"));

    RowColumns row = RowColumnsBytes.read(RowColumnsBytes.write(columns.updated(7)));
    KeyColumns later = columns("append", row);
    later.merge(
        by(A, 4).writes(1, "x").at(6).change(),
        true,
        text("[\"hi\"]"),
        text("[\"hi\", \"local\"]"),
        false);
    assertThat(later.update(text("[\"hi\", \"local\", {\"c\": 1.0}, \"b\"]"), null))
        .isEqualTo(text("[\"hi\", {\"c\": 1.0}, \"local\", \"b\"]"));
  }

  @Test
  void a_list_that_is_emptied_stays_one_of_its_sort() {
    for (String empty : List.of("[]", "{}")) {
      String full = empty.charAt(0) + "1" + empty.charAt(1);
      KeyColumns columns = columns("append", RowColumns.NONE);
      columns.merge(at(B, 5), false, text(full), text(empty), false);

      assertThat(columns.update(text(full), null)).isEqualTo(text(empty));
    }
  }

  @Test
  void paths_of_a_document_are_written_into_the_row_as_it_is() {
    KeyColumns columns = columns("json", RowColumns.NONE);
    columns.merge(
        at(B, 5),
        false,
        text("{\"a\": 1, \"o\": {\"x\": 1}}"),
        text("{\"a\": 1.50, \"o\": {\"x\": 1, \"yy\": [2, 3]}}"),
        false);

    assertThat(columns.update(text("{\"a\": 1, \"b\": \"local\", \"o\": {}}"), null))
        .isEqualTo(text("{\"a\": 1.50, \"b\": \"local\", \"o\": {\"yy\": [2, 3]}}"));
  }

  @Test
  void two_writes_of_one_path_are_rivals_and_of_two_paths_are_none() {
    KeyColumns columns = columns("json", RowColumns.NONE);
    columns.merge(at(B, 5), false, text("{\"a\": 1}"), text("{\"a\": 2}"), false);

    assertThat(
            columns.merge(at(C, 3), false, text("{\"a\": 1}"), text("{\"a\": 1, \"b\": 1}"), false))
        .isEmpty();
    assertThat(
            columns.merge(at(A, 4), false, text("{\"a\": 1}"), text("{\"a\": 3}"), false).stream()
                .map(Rival::id))
        .containsExactly(at(B, 5).id());
  }

  @Test
  void arrays_of_a_document_are_merged_by_their_rules() {
    KeyColumns columns = columns("json(log=append tags=set)", RowColumns.NONE);
    String start = "{\"log\": [1], \"tags\": [\"x\", \"y\"]}";
    columns.merge(
        at(B, 5), false, text(start), text("{\"log\": [1, 2], \"tags\": [\"y\"]}"), false);
    columns.merge(
        at(C, 3),
        false,
        text(start),
        text("{\"a\": 1, \"log\": [1, 3], \"tags\": [\"x\", \"y\", \"z\"]}"),
        false);

    assertThat(columns.update(text("{\"log\": [1, 9], \"tags\": [\"x\", \"y\"]}"), null))
        .isEqualTo(text("{\"a\": 1, \"log\": [1, 9, 3, 2], \"tags\": [\"y\", \"z\"]}"));
    RowColumns row = columns.updated(4);
    assertThat(RowColumnsBytes.read(RowColumnsBytes.write(row))).isEqualTo(row);
  }

  @Test
  void what_is_no_array_where_one_has_to_be_is_set_aside() {
    KeyColumns columns = columns("json(tags=set)", RowColumns.NONE);

    assertThatThrownBy(
            () -> columns.merge(at(B, 5), false, text("{}"), text("{\"tags\": 5}"), false))
        .isInstanceOf(UnfitColumnException.class)
        .hasMessageContaining("json(tags=set)");
    columns.merge(at(B, 5), false, text("{}"), text("{\"tags\": 5}"), true);
    assertThat(columns.pending()).isFalse();
  }

  private static KeyColumns columns(String merge, RowColumns row) {
    return new KeyColumns(TableColumns.of(Map.of("extra", merge)), row, VersionVector.EMPTY);
  }

  private static Change at(Origin origin, long stamp) {
    return by(origin, stamp).writes(1, "x").change();
  }

  private static ColumnTexts text(String text) {
    return new ColumnTexts.Builder().with("extra", text).build();
  }

  /** Increments that come one by one, everybody acknowledging each so much later. */
  private static int bytesAfterIncrements(int later) {
    RowColumns row = RowColumns.NONE;
    for (int stamp = 1; stamp <= INCREMENTS; stamp++) {
      VersionVector stable = vector(Map.of(B, (long) Math.max(1, stamp - later)));
      KeyColumns columns = new KeyColumns(COUNTING, row, stable);
      columns.merge(
          by(B, stamp).writes(1, "x").change(), false, extra(stamp - 1), extra(stamp), false);
      assertThat(columns.update(extra(stamp - 1), null)).isEqualTo(extra(stamp));
      row = columns.updated(stamp);
    }
    return Objects.requireNonNull(RowColumnsBytes.write(row)).length;
  }

  private static ColumnTexts extra(int number) {
    return new ColumnTexts.Builder().with("extra", String.valueOf(number)).build();
  }
}
