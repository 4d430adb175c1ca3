package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Rows that exclude each other (docs/decisions/018) and are merged by column: {@code body} is a
 * counter, and an {@code extra} that begins with {@code unique} only one note may have. The task
 * fails on what it cannot merge, so nothing here is refused.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ParkedColumnsTest {

  private static final String X = "unique-x";
  private static final String Y = "unique-y";

  private final SinkRun run =
      new SinkRun()
          .with("merge.strategy.contract.note", "per-column")
          .with("merge.columns", "contract.note.body:counter");

  @AfterEach
  void stop() {
    run.close();
  }

  private static Note note(long id, int count, @Nullable String extra) {
    return new Note(id, String.valueOf(count), extra);
  }

  private static NoteChange inserts(NoteChange by, Note note) {
    return by.inserting().writes(note);
  }

  /** Note 1 is parked, since note 2 has the higher stamp and the same extra. */
  private void park() {
    run.put(inserts(by(B, 1), note(1, 10, X)));
    run.put(inserts(by(C, 6), note(2, 1, X)));
    assertThat(run.database.find(1)).isNull();
    assertThat(run.database.parked()).containsOnlyKeys(keyOf(1));
  }

  private void free() {
    run.passes(Duration.ofSeconds(2));
    run.put(by(C, 30).saw(B, 1).over(note(2, 1, X)).deletes(2));
  }

  @Test
  void a_row_is_shown_again_as_it_was() {
    park();

    free();

    assertThat(run.database.find(1)).isEqualTo(note(1, 10, X));
    assertThat(run.database.parked()).isEmpty();
    assertThat(run.database.closings()).hasSize(1);
  }

  @Test
  void what_was_added_to_a_row_while_it_was_parked_is_in_it_when_it_is_shown() {
    run.put(inserts(by(B, 1), note(1, 10, null)));
    run.put(inserts(by(C, 6), note(2, 1, X)));
    run.put(by(B, 5).saw(B, 1).over(note(1, 10, null)).writes(note(1, 12, X)));
    assertThat(run.database.find(1)).isNull();

    run.put(by(C, 3).saw(B, 1).over(note(1, 10, null)).writes(note(1, 15, null)));
    free();

    assertThat(run.database.find(1)).isEqualTo(note(1, 17, X));
  }

  @Test
  void a_later_change_that_takes_something_else_shows_it_at_once_with_what_it_held() {
    park();
    run.put(by(C, 7).saw(B, 1).over(note(1, 10, X)).writes(note(1, 14, X)));
    assertThat(run.database.find(1)).as("it has the higher winner now").isEqualTo(note(1, 14, X));
    assertThat(run.database.parked()).containsOnlyKeys(keyOf(2));

    run.put(by(B, 8).saw(C, 6).over(note(2, 1, X)).writes(note(2, 3, Y)));

    assertThat(run.database.find(2)).isEqualTo(note(2, 3, Y));
    assertThat(run.database.find(1)).isEqualTo(note(1, 14, X));
    assertThat(run.database.parked()).isEmpty();
  }

  @Test
  void a_change_that_does_not_win_may_bring_what_is_unique() {
    run.put(inserts(by(C, 2), note(2, 1, X)));
    run.put(inserts(by(B, 1), note(1, 10, null)));
    run.put(by(C, 9).saw(B, 1).over(note(1, 10, null)).writes(note(1, 11, null)));

    run.put(by(B, 5).saw(B, 1).over(note(1, 10, null)).writes(note(1, 10, X)));

    assertThat(run.database.find(1)).as("its winner is the higher").isEqualTo(note(1, 11, X));
    assertThat(run.database.parked()).containsOnlyKeys(keyOf(2));
    assertThat(run.database.conflicts().values())
        .anyMatch(conflict -> conflict.verdict() == Verdict.PARKED);
  }

  @Test
  void an_application_s_row_in_the_place_of_a_parked_one_is_told_what_was_merged() {
    park();
    run.database.save(note(1, 100, "local"));
    long at = run.database.position();

    run.put(inserts(by(NoteChange.A, 9).saw(B, 1).saw(C, 6), note(1, 100, "local")).at(at));
    run.put(by(C, 8).saw(B, 1).over(note(1, 10, X)).writes(note(1, 13, X)));

    assertThat(run.database.find(1)).isEqualTo(note(1, 103, "local"));
    assertThat(run.database.parked()).isEmpty();
  }
}
