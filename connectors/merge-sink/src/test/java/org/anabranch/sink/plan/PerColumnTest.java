package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.merge.function.MergeFunctions;
import org.anabranch.merge.function.ValueType;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.column.UnfitColumnException;
import org.anabranch.sink.function.UnsoundFunctionException;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.VersionRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rows whose columns are merged by themselves: {@code body} is a register. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PerColumnTest {

  private static final Note EMPTY = note(null, null);

  private final MergingRegion region = region(Map.of());
  private final MergingRegion counting = region(Map.of("extra", "counter"));

  private static MergingRegion region(Map<String, String> columns) {
    return new MergingRegion(
        A,
        new Strategy(
            "per-column", new LastWriterWins(), Verdict.SETTLED, TableColumns.of(columns)));
  }

  private static MergingRegion merging(BinaryOperator<String> merge) {
    MergeFunction<String> function =
        new MergeFunction<>() {
          @Override
          public String name() {
            return "own";
          }

          @Override
          public ValueType<String> type() {
            return ValueType.TEXT;
          }

          @Override
          public String merge(String one, String other) {
            return merge.apply(one, other);
          }
        };
    TableColumns columns =
        TableColumns.of(
            "contract.note", Map.of("body", "custom:own"), MergeFunctions.of(List.of(function)));
    return new MergingRegion(
        A, new Strategy("per-column", new LastWriterWins(), Verdict.SETTLED, columns));
  }

  private static Note note(@Nullable String body, @Nullable String extra) {
    return new Note(1, body, extra);
  }

  private static NoteChange inserts(Note note) {
    return by(B, 1).inserting().writes(note);
  }

  private static NoteChange updates(NoteChange by, Note before, Note after) {
    return by.saw(B, 1).over(before).writes(after);
  }

  @Test
  void writes_into_different_columns_both_stay_and_are_no_conflict() {
    region.merge(inserts(EMPTY));
    region.merge(updates(by(B, 5).saw(B, 1), EMPTY, note("mail", null)));

    region.merge(updates(by(C, 3), EMPTY, note(null, "phone")));

    assertThat(region.note(1)).isEqualTo(note("mail", "phone"));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void of_two_writes_into_one_column_the_last_writers_stays_and_the_other_is_recorded() {
    region.merge(inserts(EMPTY));
    region.merge(updates(by(B, 5), EMPTY, note("mine", null)));

    region.merge(updates(by(C, 3), EMPTY, note("yours", "phone")));

    assertThat(region.note(1)).isEqualTo(note("mine", "phone"));
    assertThat(region.conflicts()).containsExactly("b@0.5 over c@0.3");
  }

  @Test
  void a_delete_excludes_a_write_that_had_not_seen_it() {
    region.merge(inserts(EMPTY));
    region.merge(updates(by(C, 3), EMPTY, note("lost", null)));

    region.merge(by(B, 5).deletes(1));

    assertThat(region.note(1)).isNull();
    assertThat(region.conflicts()).containsExactly("b@0.5 over c@0.3");
  }

  @Test
  void a_local_write_on_its_way_is_left_in_the_row() {
    region.merge(inserts(EMPTY));
    region.saves(note("local", null));

    region.merge(updates(by(B, 5), EMPTY, note(null, "phone")));
    assertThat(region.note(1)).isEqualTo(note("local", "phone"));

    region.merge(updates(by(C, 3), EMPTY, note("remote", null)));
    assertThat(region.note(1))
        .as("the local one may be the last")
        .isEqualTo(note("local", "phone"));
  }

  @Test
  void the_local_write_yields_once_it_is_known_to_be_the_earlier() {
    region.merge(inserts(EMPTY));
    long at = region.saves(note("local", null));
    region.merge(updates(by(C, 8), EMPTY, note("remote", null)));

    region.merge(updates(by(A, 5), EMPTY, note("local", null)).at(at));

    assertThat(region.note(1)).isEqualTo(note("remote", null));
    assertThat(region.conflicts()).containsExactly("c@0.8 over a@0.5");
  }

  @Test
  void what_everybody_adds_adds_up_with_what_is_on_its_way() {
    counting.merge(inserts(note("b", "10")));
    long at = counting.saves(note("b", "13"));

    counting.merge(updates(by(B, 5), note("b", "10"), note("b", "11")));
    assertThat(counting.note(1)).isEqualTo(note("b", "14"));

    counting.merge(updates(by(A, 4), note("b", "10"), note("b", "13")).at(at));
    counting.merge(updates(by(C, 3), note("b", "10"), note("b", "30")));
    assertThat(counting.note(1)).isEqualTo(note("b", "34"));
    assertThat(counting.conflicts()).isEmpty();
  }

  @Test
  void a_change_that_comes_twice_counts_once() {
    counting.merge(inserts(note("b", "10")));
    NoteChange added = updates(by(B, 5), note("b", "10"), note("b", "11"));
    counting.merge(added);

    counting.merge(added);

    assertThat(counting.note(1)).isEqualTo(note("b", "11"));
  }

  @Test
  void changes_of_one_batch_are_written_together() {
    counting.merge(
        inserts(note("b", "10")),
        updates(by(B, 5), note("b", "10"), note("b", "11")),
        updates(by(C, 3), note("b", "10"), note("c", "12")));

    assertThat(counting.note(1)).isEqualTo(note("c", "13"));
    assertThat(counting.trace.stream().filter("UpsertRows"::equals)).hasSize(1);
  }

  @Test
  void a_row_that_is_made_of_a_later_image_counts_what_that_had_seen_once() {
    counting.merge(by(C, 7).saw(B, 5).over(note("b", "11")).writes(note("b", "15")));
    assertThat(counting.note(1)).isEqualTo(note("b", "15"));

    counting.merge(updates(by(B, 5).saw(B, 1), note("b", "10"), note("b", "11")));

    assertThat(counting.note(1)).isEqualTo(note("b", "15"));
  }

  @Test
  void a_row_that_a_delete_had_not_seen_whole_keeps_what_it_had_not_seen() {
    counting.merge(inserts(note("b", "10")));
    counting.merge(updates(by(C, 9), note("b", "10"), note("b", "12")));

    counting.merge(by(B, 5).deletes(1));

    assertThat(counting.note(1)).isEqualTo(note("b", "2"));
  }

  @Test
  void a_change_that_cannot_be_applied_counts_once_the_row_is_shown_again() {
    counting.merge(inserts(note("b", "10")));
    counting.merge(
        List.of(updates(by(B, 5), note("b", "10"), note("b", "11")).arrival().refused("too much")));
    assertThat(counting.note(1)).isEqualTo(note("b", "10"));

    counting.merge(by(C, 9).saw(B, 5).over(note("b", "11")).writes(note("c", "11")));

    assertThat(counting.note(1)).isEqualTo(note("c", "11"));
  }

  @Test
  void what_a_merge_cannot_take_is_told_by_the_column_and_is_merged_by_nobody() {
    counting.merge(inserts(note("b", "10")));
    NoteChange unfit = updates(by(B, 5), note("b", "10"), note("b", "NaN"));

    assertThatThrownBy(() -> counting.merge(unfit))
        .isInstanceOf(UnfitColumnException.class)
        .hasMessageContainingAll("extra", "counter")
        .hasMessageNotContaining("NaN");

    counting.merge(List.of(unfit.arrival().refused("it cannot be merged")));
    assertThat(counting.note(1)).isEqualTo(note("b", "10"));
    counting.merge(by(C, 9).saw(B, 5).over(note("b", "10")).writes(note("b", "12")));
    assertThat(counting.note(1)).isEqualTo(note("b", "12"));
  }

  @Test
  void texts_that_were_written_at_once_are_both_kept_and_are_no_conflict() {
    MergingRegion texts = region(Map.of("body", "text"));
    texts.merge(inserts(EMPTY));
    texts.merge(updates(by(B, 5), EMPTY, note("mine", null)));

    texts.merge(updates(by(C, 3), EMPTY, note("yours", null)));

    assertThat(texts.body(1)).contains("mine", "yours", "<<<<<<<");
    assertThat(texts.conflicts()).isEmpty();
  }

  @Test
  void a_function_of_ones_own_makes_one_value_of_two() {
    MergingRegion longest = merging((one, other) -> one.length() >= other.length() ? one : other);
    longest.merge(inserts(EMPTY));
    longest.merge(updates(by(B, 5), EMPTY, note("short", null)));

    longest.merge(updates(by(C, 3), EMPTY, note("much longer", null)));

    assertThat(longest.note(1)).isEqualTo(note("much longer", null));
  }

  @Test
  void nothing_is_written_by_a_function_that_answers_by_order() {
    MergingRegion first = merging((one, other) -> one);
    first.merge(inserts(EMPTY));
    first.merge(updates(by(B, 5), EMPTY, note("one", null)));
    List<Arrival> other = List.of(updates(by(C, 3), EMPTY, note("other", "phone")).arrival());

    assertThatThrownBy(() -> first.merge(other))
        .isInstanceOf(UnsoundFunctionException.class)
        .hasMessageContaining("contract.note.body");

    first.merge(List.of(other.get(0).refused("it cannot be merged")));
    assertThat(first.note(1)).isEqualTo(note("one", null));
    assertThat(first.conflicts()).containsExactly("b@0.5 over c@0.3", "quarantined c@0.3");
  }

  @Test
  void what_everybody_has_acknowledged_is_forgotten() {
    counting.merge(inserts(note("b", "10")));
    counting.merge(updates(by(B, 5), note("b", "10"), note("b", "11")));

    counting.forgets(1, B, 5);

    assertThat(counting.version(1)).isNull();
    counting.merge(by(C, 9).saw(B, 5).saw(A, 5).over(note("b", "11")).writes(note("b", "13")));
    assertThat(counting.note(1)).isEqualTo(note("b", "13"));
  }

  @Test
  void rows_that_are_merged_as_a_whole_keep_no_columns() {
    MergingRegion whole = new MergingRegion(A);

    whole.merge(inserts(note("b", "10")));

    VersionRow version = whole.version(1);
    assertThat(version == null ? null : version.columns()).isEqualTo(RowColumns.NONE);
    assertThat(whole.trace).doesNotContain("ReadColumns");
  }

  @Test
  void a_row_that_comes_back_has_in_a_column_that_nobody_wrote_what_it_held_here() {
    region.merge(inserts(note("latest", null)));
    region.forgets(1, B, 1);
    region.merge(by(C, 5).saw(B, 1).over(note("latest", null)).deletes(1));

    region.merge(updates(by(B, 9), note("stale", null), note("stale", "phone")));

    assertThat(region.note(1)).isEqualTo(note("latest", "phone"));
  }

  @Test
  void so_it_has_where_the_application_deleted_it_and_that_comes_back_later() {
    region.merge(inserts(note("latest", null)));
    region.forgets(1, B, 1);
    long position = region.removes(1);
    region.merge(updates(by(B, 9), note("stale", null), note("stale", "phone")));

    region.merge(by(A, 5).saw(B, 1).over(note("latest", null)).deletes(1).at(position));

    assertThat(region.note(1)).isEqualTo(note("latest", "phone"));
  }

  @Test
  void what_a_delete_had_not_seen_is_kept_for_a_row_that_comes_but_no_longer_than_the_retention() {
    counting.merge(inserts(note(null, "0")));
    counting.merge(updates(by(C, 3), note(null, "0"), note(null, "1")));
    counting.merge(by(B, 5).saw(B, 1).deletes(1));
    for (Origin member : NoteChange.MEMBERS.origins()) {
      counting.merge(
          by(member, 9)
              .saw(B, 9)
              .saw(C, 9)
              .at(counting.database.position() + 1)
              .only(ChangeKind.MARK, NoteChange.laneOf(1).number()));
    }

    counting.forgets();
    assertThat(counting.version(1)).isNotNull();
    counting.database.passes(Duration.ofDays(8));

    assertThat(counting.forgets().expired()).isEqualTo(1);
    assertThat(counting.version(1)).isNull();
  }

  @Test
  void what_a_delete_had_not_seen_counts_once_in_a_row_that_a_refused_change_did_not_look_for() {
    counting.merge(inserts(note("b", "1")));
    long deleted = counting.removes(1);
    long made = counting.saves(note("a", "2"));
    counting.merge(by(A, 5).saw(B, 1).over(note("b", "1")).deletes(1).at(deleted));
    counting.merge(updates(by(C, 3), note("b", "1"), note("b", "2")));
    assertThat(counting.note(1)).isEqualTo(note("a", "3"));
    NoteChange refused = updates(by(C, 4).saw(C, 3), note("b", "2"), note("c", "2"));

    counting.merge(List.of(refused.arrival().refused("no such key")));
    counting.merge(by(A, 6).saw(A, 5).saw(B, 1).inserting().writes(note("a", "2")).at(made));

    assertThat(counting.note(1)).isEqualTo(note("a", "3"));
  }

  @Test
  void an_insert_takes_back_what_its_lane_claims_though_its_region_could_not_apply_that() {
    MergingRegion forgetting = region(Map.of("extra", "counter"));
    forgetting.merge(inserts(note(null, "1")));
    forgetting.forgets(1, B, 1);
    counting.merge(inserts(note(null, "1")));

    for (MergingRegion one : List.of(forgetting, counting)) {
      one.merge(by(C, 5).saw(B, 1).sawOfKey(B, 0).inserting().writes(note(null, "4")));
      assertThat(one.note(1)).isEqualTo(note(null, "4"));
    }
  }
}
