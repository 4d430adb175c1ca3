package org.anabranch.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HistoryTest {

  private static final Origin HERE = new Origin("here");
  private static final Origin THERE = new Origin("there");
  private static final Origin ELSEWHERE = new Origin("elsewhere");

  private final History history = new History();

  private static ColumnChange<List<String>> change(
      Kind kind, Origin origin, long stamp, @Nullable List<String> before, List<String> after) {
    return change(kind, Map.of(), origin, stamp, before, after);
  }

  private static ColumnChange<List<String>> change(
      Kind kind,
      Map<Origin, Stamp> seen,
      Origin origin,
      long stamp,
      @Nullable List<String> before,
      List<String> after) {
    ChangeId id = new ChangeId(origin, new Stamp(stamp));
    return new ColumnChange<>(id, VersionVector.of(seen).with(id), kind, before, after);
  }

  private static ColumnChange<List<String>> update(
      Origin origin, long stamp, List<String> before, List<String> after) {
    return change(Kind.UPDATE, origin, stamp, before, after);
  }

  private static ColumnChange<List<String>> asked(Origin origin, long stamp, String text) {
    return update(origin, stamp, List.of("hello"), List.of("hello", text));
  }

  private ColumnCell<List<String>, Entries> empty() {
    return ColumnCell.empty(history);
  }

  private @Nullable List<String> held(
      ColumnCell<List<String>, Entries> cell, @Nullable List<String> current) {
    return cell.write(history, current).value();
  }

  @Test
  void two_halves_of_a_conversation_become_one() {
    ColumnCell<List<String>, Entries> cell =
        empty().merge(history, asked(THERE, 5, "ok")).merge(history, asked(ELSEWHERE, 3, "ok"));

    assertThat(held(cell, List.of("hello"))).containsExactly("hello", "ok", "ok");
  }

  @Test
  void an_entry_with_a_lower_stamp_goes_before_one_that_the_row_shows() {
    ColumnCell<List<String>, Entries> shown =
        empty().merge(history, asked(THERE, 5, "five")).written(history, 1);

    assertThat(held(shown.merge(history, asked(ELSEWHERE, 3, "three")), List.of("hello", "five")))
        .containsExactly("hello", "three", "five");
  }

  @Test
  void an_entry_around_which_the_sink_has_written_goes_to_its_place() {
    ColumnCell<List<String>, Entries> cell =
        empty()
            .merge(history, asked(THERE, 5, "five"))
            .written(history, 9)
            .mergeOwn(history, asked(HERE, 3, "three"), 2, 0);

    assertThat(cell.pending()).isTrue();
    assertThat(held(cell, List.of("hello", "five", "three")))
        .containsExactly("hello", "three", "five");
  }

  @Test
  void an_entry_that_was_lost_goes_before_one_that_was_appended_before_it_was_brought_back() {
    ColumnCell<List<String>, Entries> cell =
        empty().replaced(2).mergeOwn(history, asked(HERE, 3, "lost"), 1, 2);
    assertThat(held(cell, List.of("other", "typed"))).containsExactly("other", "typed", "lost");
    ColumnChange<List<String>> typed =
        change(
            Kind.UPDATE,
            Map.of(HERE, new Stamp(3)),
            HERE,
            5,
            List.of("other"),
            List.of("other", "typed"));

    ColumnCell<List<String>, Entries> later =
        cell.written(history, 4).mergeOwn(history, typed, 3, 2);

    assertThat(held(later, List.of("other", "typed", "lost")))
        .containsExactly("other", "lost", "typed");
  }

  @Test
  void a_row_is_made_of_an_image_and_what_that_had_not_seen() {
    Entries merged = empty().merge(history, asked(HERE, 3, "ok")).merged();
    List<String> image = List.of("hello", "ok");

    assertThat(history.create(merged, image, VersionVector.of(Map.of(HERE, new Stamp(3)))))
        .containsExactly("hello", "ok");
    assertThat(history.create(merged, image, VersionVector.EMPTY))
        .containsExactly("hello", "ok", "ok");
  }

  @Test
  void what_another_region_kept_of_a_change_is_not_added_again_when_that_comes_back() {
    ColumnChange<List<String>> rewritten =
        change(
            Kind.UPDATE,
            Map.of(HERE, new Stamp(1)),
            THERE,
            5,
            List.of("a", "b", "new"),
            List.of("b", "new"));
    ColumnCell<List<String>, Entries> cell =
        empty()
            .merge(history, rewritten)
            .written(history, 4)
            .mergeOwn(history, update(HERE, 1, List.of("a", "b"), List.of("a", "b", "new")), 1, 0);

    assertThat(held(cell, List.of("b", "local", "new"))).containsExactly("b", "local", "new");
  }

  @Test
  void what_was_appended_here_and_is_not_captured_yet_stays_at_the_end() {
    ColumnCell<List<String>, Entries> shown =
        empty().merge(history, asked(THERE, 5, "five")).written(history, 1);

    assertThat(
            held(
                shown.merge(history, asked(ELSEWHERE, 3, "three")),
                List.of("hello", "five", "typed")))
        .containsExactly("hello", "three", "five", "typed");
  }

  @Test
  void a_local_entry_takes_its_place_when_it_has_come_back() {
    ColumnCell<List<String>, Entries> shown =
        empty()
            .merge(history, asked(THERE, 3, "three"))
            .written(history, 1)
            .merge(history, asked(ELSEWHERE, 7, "seven"))
            .written(history, 3);
    ColumnChange<List<String>> typed =
        change(
            Kind.UPDATE,
            Map.of(THERE, new Stamp(3)),
            HERE,
            5,
            List.of("hello", "three"),
            List.of("hello", "three", "typed"));

    assertThat(
            held(shown.mergeOwn(history, typed, 2, 3), List.of("hello", "three", "seven", "typed")))
        .containsExactly("hello", "three", "typed", "seven");
  }

  @Test
  void who_removes_an_entry_leaves_what_they_had_not_seen() {
    ColumnCell<List<String>, Entries> cell =
        empty()
            .merge(history, update(THERE, 5, List.of("a", "b", "c"), List.of("a", "c")))
            .merge(
                history, update(ELSEWHERE, 3, List.of("a", "b", "c"), List.of("a", "b", "c", "d")));

    assertThat(held(cell, List.of("a", "b", "c"))).containsExactly("a", "c", "d");
  }

  @Test
  void what_two_removed_at_once_is_gone_and_what_one_replaced_stays_in_its_place() {
    ColumnCell<List<String>, Entries> cell =
        empty()
            .merge(history, update(THERE, 5, List.of("a", "b", "c"), List.of("a", "B", "c")))
            .merge(history, update(ELSEWHERE, 3, List.of("a", "b", "c"), List.of("b", "c")));

    assertThat(held(cell, List.of("a", "b", "c"))).containsExactly("B", "c");
  }

  @Test
  void a_window_that_was_moved_in_two_regions_at_once_is_one_window() {
    ColumnCell<List<String>, Entries> cell =
        empty()
            .merge(history, update(THERE, 5, List.of("ok", "b", "ok"), List.of("b", "ok", "x")))
            .merge(
                history, update(ELSEWHERE, 3, List.of("ok", "b", "ok"), List.of("b", "ok", "y")));

    assertThat(held(cell, List.of("ok", "b", "ok"))).containsExactly("b", "ok", "y", "x");
  }

  @Test
  void only_the_start_of_what_is_in_flight_settles() {
    Entries both =
        history.merge(
            history.merge(history.nothing(), asked(THERE, 5, "five")),
            asked(ELSEWHERE, 3, "three"));

    assertThat(history.forget(both, VersionVector.of(Map.of(THERE, new Stamp(9)))).said())
        .as("something that comes before is not settled")
        .hasSize(2);
    assertThat(history.forget(both, VersionVector.of(Map.of(ELSEWHERE, new Stamp(9)))).said())
        .hasSize(1);
  }

  @Test
  void nothing_is_left_of_what_everybody_has_seen() {
    Entries rewritten =
        history.merge(
            history.merge(history.nothing(), asked(THERE, 5, "five")),
            change(
                Kind.UPDATE,
                Map.of(THERE, new Stamp(5)),
                ELSEWHERE,
                7,
                List.of("hello", "five"),
                List.of("five")));

    assertThat(
            history.forget(
                rewritten, VersionVector.of(Map.of(THERE, new Stamp(9), ELSEWHERE, new Stamp(9)))))
        .isEqualTo(history.nothing());
  }

  @Test
  void a_list_that_is_rewritten_again_and_again_leaves_only_what_is_in_flight() {
    Entries state = history.nothing();
    List<String> before = List.of("a", "b", "c");
    for (long stamp = 2; stamp < 100; stamp++) {
      List<String> after = List.of(before.get(1), before.get(2), "n" + stamp);
      state = history.merge(state, update(THERE, stamp, before, after));
      state = history.forget(state, VersionVector.of(Map.of(THERE, new Stamp(stamp - 2))));
      before = after;
    }

    assertThat(state.said()).hasSizeLessThan(5);
  }
}
