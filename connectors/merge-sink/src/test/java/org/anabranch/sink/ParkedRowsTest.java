package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Rows that exclude each other (docs/decisions/018): an {@code extra} that begins with {@code
 * unique} only one note may have, one that begins with {@code never} none. The task fails on what
 * it cannot merge, so nothing here is refused.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ParkedRowsTest {

  private static final String X = "unique-x";
  private static final String Y = "unique-y";

  private final SinkRun run = new SinkRun();

  @AfterEach
  void stop() {
    run.close();
  }

  private static NoteChange writes(Origin origin, long stamp, long id, @Nullable String extra) {
    return by(origin, stamp).writes(new Note(id, origin + "-" + id, extra));
  }

  private @Nullable String extra(long id) {
    Note note = run.database.find(id);
    return note == null ? null : note.extra();
  }

  private boolean missing(long id) {
    return run.database.find(id) == null;
  }

  private List<Conflict> told() {
    return run.database.conflicts().values().stream()
        .filter(conflict -> conflict.verdict() == Verdict.PARKED)
        .toList();
  }

  @Test
  void the_later_row_displaces_the_earlier_one() {
    run.put(writes(B, 5, 1, X));
    run.put(writes(C, 6, 2, X));

    assertThat(missing(1)).isTrue();
    assertThat(extra(2)).isEqualTo(X);
    assertThat(run.database.parked()).containsOnlyKeys(keyOf(1));
  }

  @Test
  void the_earlier_row_stays_away_where_it_comes_later() {
    run.put(writes(C, 6, 2, X));
    run.put(writes(B, 5, 1, X));

    assertThat(missing(1)).isTrue();
    assertThat(extra(2)).isEqualTo(X);
    assertThat(told())
        .singleElement()
        .satisfies(
            conflict -> {
              ChangeId shown = Objects.requireNonNull(conflict.winner()).id();
              assertThat(shown).isEqualTo(writes(C, 6, 2, X).change().id());
              assertThat(conflict.loser().id()).isEqualTo(writes(B, 5, 1, X).change().id());
            });
  }

  @Test
  void of_equal_stamps_the_higher_origin_is_shown() {
    run.put(writes(C, 5, 2, X), writes(B, 5, 1, X));

    assertThat(missing(1)).isTrue();
    assertThat(extra(2)).isEqualTo(X);
  }

  @Test
  void what_is_parked_is_shown_once_the_row_in_the_way_is_deleted() {
    run.put(writes(B, 5, 1, X), writes(C, 6, 2, X));
    assertThat(missing(1)).isTrue();

    run.passes(Duration.ofSeconds(2));
    run.put(by(C, 7).deletes(2));

    assertThat(extra(1)).isEqualTo(X);
    assertThat(run.database.parked()).isEmpty();
    assertThat(run.database.closings()).hasSize(1);
  }

  @Test
  void values_that_are_swapped_are_shown_at_once_and_nobody_is_told() {
    run.put(writes(B, 5, 1, X), writes(B, 6, 2, Y));

    run.put(writes(B, 7, 1, Y), writes(B, 8, 2, X));

    assertThat(extra(1)).isEqualTo(Y);
    assertThat(extra(2)).isEqualTo(X);
    assertThat(run.database.parked()).isEmpty();
    assertThat(told()).isEmpty();
  }

  @Test
  void of_those_that_wait_for_the_same_the_last_one_is_shown_when_it_is_free() {
    run.put(writes(B, 5, 1, X));
    run.put(writes(C, 6, 2, X));
    run.put(writes(B, 7, 3, X));
    assertThat(missing(1)).isTrue();
    assertThat(missing(2)).isTrue();

    run.passes(Duration.ofSeconds(2));
    run.put(writes(B, 8, 3, Y));

    assertThat(missing(1)).isTrue();
    assertThat(extra(2)).isEqualTo(X);
    assertThat(extra(3)).isEqualTo(Y);
  }

  @Test
  void a_parked_row_that_is_written_anew_is_no_longer_parked() {
    run.put(writes(C, 6, 2, X), writes(B, 5, 1, X));

    run.put(writes(B, 7, 1, "free"));

    assertThat(extra(1)).isEqualTo("free");
    assertThat(run.database.parked()).isEmpty();
    assertThat(run.database.closings()).hasSize(1);
  }

  @Test
  void a_row_that_a_check_forbids_stops_nothing_and_is_told_of() {
    run.put(writes(B, 5, 1, "never"), writes(B, 6, 2, "fine"));

    assertThat(missing(1)).isTrue();
    assertThat(extra(2)).isEqualTo("fine");
    assertThat(told())
        .singleElement()
        .satisfies(conflict -> assertThat(conflict.winner()).isNull());
    assertThat(run.context.reported).isEmpty();
  }

  @Test
  void an_own_row_of_which_the_own_stream_has_not_told_yet_comes_back_if_it_is_later() {
    run.put(writes(A, 1, 9, null).at(1));
    run.database.save(new Note(1, "local", X));

    run.put(writes(B, 5, 2, X));
    run.put(writes(A, 6, 1, X).at(2));

    assertThat(extra(1)).isEqualTo(X);
    assertThat(missing(2)).isTrue();
  }

  @Test
  void a_task_that_begins_finds_what_is_parked() {
    run.put(writes(C, 6, 2, X), writes(B, 5, 1, X));
    run.restarted();
    run.database.remove(2);

    run.putNothing();

    assertThat(extra(1)).isEqualTo(X);
  }
}
