package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Regions that compute vectors for themselves: all end with the same content, and none takes a
 * vector for that of a content of which it was not computed. {@code -Danabranch.embeddings.seed=N
 * -Danabranch.embeddings.seeds=1} replays a seed.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EmbeddedNotesTest {

  private static final long SEEDS = 2_000;
  private static final Map<String, String> RAISED = Map.of("extra", "raised(body)");
  private static final ColumnMarks WITHOUT_FLAG =
      new ColumnMarks(Set.of(), Set.of("extra"), Set.of(), Set.of());

  private final MergingRegion region = region(RAISED);

  private static MergingRegion region(Map<String, String> merges) {
    return new MergingRegion(
        A,
        new Strategy("per-column", new LastWriterWins(), Verdict.SETTLED, TableColumns.of(merges)));
  }

  private static Note note(@Nullable String body, @Nullable String extra) {
    return new Note(1, body, extra);
  }

  @Test
  void whatever_the_order_no_vector_is_taken_for_that_of_another_content() {
    long first = Long.getLong("anabranch.embeddings.seed", 1);
    long seeds = Long.getLong("anabranch.embeddings.seeds", SEEDS);
    for (long seed = first; seed < first + seeds; seed++) {
      EmbeddedNotes notes = new EmbeddedNotes(RAISED);
      PairHistory history = PairHistory.of(notes, seed);
      assertThat(new HashSet<>(history.rows().values()))
          .as("rows of seed %d: %s, of %s", seed, history.rows(), history.streams())
          .hasSize(1);
      assertThat(history.notes())
          .as("seed %d, of %s", seed, history.streams())
          .allSatisfy(
              (origin, note) -> assertThat(notes.deceives(origin, note)).as("%s", note).isFalse());
    }
  }

  /** Where the flag is the last writer's, a change with a lower stamp does not raise it. */
  @Test
  void a_flag_that_is_merged_as_any_column_is_found() {
    assertThat(deceivesSomewhere(Map.of())).isTrue();
  }

  private static boolean deceivesSomewhere(Map<String, String> merges) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      EmbeddedNotes notes = new EmbeddedNotes(merges);
      boolean deceives =
          PairHistory.of(notes, seed).notes().entrySet().stream()
              .anyMatch(note -> notes.deceives(note.getKey(), note.getValue()));
      if (deceives) {
        return true;
      }
    }
    return false;
  }

  @Test
  void a_new_row_has_its_flag_up_and_what_the_region_computes_stays() {
    region.merge(by(B, 1).inserting().writes(note("text", "false")));
    assertThat(region.note(1)).isEqualTo(note("text", "true"));

    region.saves(note("text", "false"));
    region.merge(
        by(B, 5).overWithoutExtra(1, "text").writesWithoutExtra(1, "text").marked(WITHOUT_FLAG));
    assertThat(region.note(1)).isEqualTo(note("text", "false"));

    region.merge(by(B, 7).over(note("text", "false")).writes(note("new", "false")));
    assertThat(region.note(1)).isEqualTo(note("new", "true"));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void another_regions_flag_never_comes_here() {
    region.merge(by(B, 1).inserting().writes(note("text", null)));
    region.saves(note("text", "false"));

    region.merge(by(B, 5).over(note("text", "false")).writes(note("text", "true")));

    assertThat(region.note(1)).isEqualTo(note("text", "false"));
  }

  @Test
  void of_two_writes_of_the_content_neither_is_lost_sight_of() {
    region.merge(by(B, 1).inserting().writes(note("text", null)));
    region.saves(note("text", "false"));
    region.merge(by(C, 9).saw(B, 1).over(note("text", null)).writes(note("nine", "true")));
    region.saves(note("nine", "false"));

    region.merge(by(B, 5).over(note("text", null)).writes(note("five", "true")));

    assertThat(region.note(1)).as("the content is as it was").isEqualTo(note("nine", "false"));
    assertThat(region.conflicts()).containsExactly("c@0.9 over b@0.5");
  }

  @Test
  void a_row_that_comes_back_has_its_flag_up() {
    region.merge(by(B, 1).inserting().writes(note("text", null)));
    region.saves(note("text", "false"));
    region.merge(by(C, 3).saw(B, 1).over(note("text", null)).deletes(1));
    assertThat(region.note(1)).isNull();

    region.merge(
        by(B, 5).overWithoutExtra(1, "text").writesWithoutExtra(1, "text").marked(WITHOUT_FLAG));

    assertThat(region.note(1)).isEqualTo(note("text", "true"));
  }

  @Test
  void a_row_that_a_stub_hid_comes_back_without_what_is_each_regions_own() {
    region.merge(by(B, 1).inserting().writes(note("text", null)));
    region.merge(by(B, 2).writes(note("withheld", null)).asStub());
    assertThat(region.note(1)).isNull();

    region.merge(
        by(B, 5).overWithoutExtra(1, "text").writesWithoutExtra(1, "text").marked(WITHOUT_FLAG));

    assertThat(region.note(1)).isEqualTo(note("text", "true"));
  }
}
