package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.sink.column.EncryptedColumns;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** {@code body} holds ciphertexts, {@code extra} the keyed hashes of their plaintexts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EncryptedColumnsTest {

  private static final EncryptedColumns ENCRYPTED =
      new EncryptedColumns(new TreeMap<>(Map.of("body", "extra")));
  private static final Strategy WHOLE =
      new Strategy("last-writer-wins", new LastWriterWins(), Verdict.SETTLED);
  private static final Strategy BY_COLUMN =
      new Strategy("per-column", new LastWriterWins(), Verdict.SETTLED, TableColumns.REGISTERS);
  private static final Note OLD = note("old#1", "old");

  private final MergingRegion region = new MergingRegion(A, BY_COLUMN.with(ENCRYPTED));
  private final MergingRegion whole = new MergingRegion(A, WHOLE.with(ENCRYPTED));

  private static Note note(@Nullable String ciphertext, @Nullable String index) {
    return new Note(1, ciphertext, index);
  }

  private static NoteChange begins(Note note) {
    return by(B, 1).inserting().writes(note);
  }

  private static NoteChange updates(NoteChange by, Note before, Note after) {
    return by.saw(B, 1).over(before).writes(after);
  }

  @Test
  void a_value_that_is_encrypted_anew_is_no_change() {
    region.merge(begins(OLD));

    region.merge(updates(by(B, 5), OLD, note("old#2", "old")));

    assertThat(region.note(1)).isEqualTo(OLD);
  }

  @Test
  void whoever_encrypts_a_value_anew_is_in_nobodys_way() {
    region.merge(begins(OLD));
    region.merge(updates(by(C, 3), OLD, note("new#1", "new")));

    region.merge(updates(by(B, 5), OLD, note("old#2", "old")));

    assertThat(region.note(1)).as("though it came later").isEqualTo(note("new#1", "new"));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_row_that_was_encrypted_anew_here_takes_the_next_change() {
    region.merge(begins(OLD));
    region.merge(updates(by(B, 2), OLD, note("new#1", "new")));
    Note anew = note("new#2", "new");
    long at = region.saves(anew);

    region.merge(by(C, 9).saw(B, 2).over(note("new#1", "new")).writes(note("last#1", "last")));
    region.merge(by(A, 5).saw(B, 2).over(note("new#1", "new")).writes(anew).at(at));

    assertThat(region.note(1)).isEqualTo(note("last#1", "last"));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void two_who_write_the_same_value_are_not_in_conflict_and_the_last_ones_ciphertext_stays() {
    region.merge(begins(OLD));
    region.merge(updates(by(C, 3), OLD, note("new#c", "new")));

    region.merge(updates(by(B, 5), OLD, note("new#b", "new")));

    assertThat(region.note(1)).isEqualTo(note("new#b", "new"));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void of_two_values_one_is_recorded_and_the_winners_pair_stays_a_pair() {
    region.merge(begins(OLD));
    region.merge(updates(by(B, 5), OLD, note("mine#1", "mine")));

    region.merge(updates(by(C, 3), OLD, note("yours#1", "yours")));

    assertThat(region.note(1)).isEqualTo(note("mine#1", "mine"));
    assertThat(region.conflicts()).containsExactly("b@0.5 over c@0.3");
  }

  @Test
  void who_writes_only_one_of_the_two_writes_both() {
    region.merge(begins(OLD));
    region.merge(updates(by(C, 3), OLD, note("new#1", "new")));

    region.merge(updates(by(B, 5), OLD, note("old#1", null)));

    assertThat(region.note(1)).as("no mixture").isEqualTo(note("old#1", null));
    assertThat(region.conflicts()).containsExactly("b@0.5 over c@0.3");
  }

  @Test
  void a_value_without_an_index_is_compared_as_it_is() {
    Note plain = note("old#1", null);
    region.merge(begins(plain));

    region.merge(updates(by(B, 5), plain, note("old#2", null)));
    assertThat(region.note(1)).isEqualTo(note("old#2", null));

    region.merge(updates(by(C, 3), plain, note("old#3", null)));
    assertThat(region.conflicts()).containsExactly("b@0.5 over c@0.3");
  }

  @Test
  void null_is_another_value_whatever_the_index_says() {
    region.merge(begins(OLD));

    region.merge(updates(by(B, 5), OLD, note(null, "old")));

    assertThat(region.note(1)).isEqualTo(note(null, "old"));
  }

  @Test
  void an_index_that_is_filled_in_later_arrives() {
    Note plain = note("old#1", null);
    region.merge(begins(plain));

    region.merge(updates(by(B, 5), plain, OLD));

    assertThat(region.note(1)).isEqualTo(OLD);
  }

  @Test
  void rows_that_are_made_at_the_same_time_with_the_same_value_are_no_conflict() {
    region.merge(begins(note("same#b", "same")));

    region.merge(by(C, 3).inserting().writes(note("same#c", "same")));

    assertThat(region.note(1)).isEqualTo(note("same#c", "same"));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void a_column_that_a_policy_encrypts_is_taken_as_it_arrives_with_its_index() {
    ColumnMarks altered = new ColumnMarks(Set.of(), Set.of(), Set.of(), Set.of("body"));
    region.merge(begins(OLD).marked(altered));
    region.forgets(1, B, 1);
    Note anew = note("old#2", "old");

    region.merge(updates(by(B, 5), anew, anew).marked(altered));

    assertThat(region.note(1)).isEqualTo(anew);
  }

  @Test
  void deterministic_ciphertexts_need_no_index() {
    MergingRegion plain = new MergingRegion(A, BY_COLUMN);
    plain.merge(begins(note("D(old)", null)));
    plain.merge(updates(by(B, 5), note("D(old)", null), note("D(new)", null)));

    plain.merge(updates(by(C, 3), note("D(old)", null), note("D(new)", "phone")));

    assertThat(plain.note(1)).isEqualTo(note("D(new)", "phone"));
    assertThat(plain.conflicts()).isEmpty();
  }

  @Test
  void whole_rows_that_were_alike_before_anything_was_captured_are_no_conflict() {
    whole.merge(by(B, 1).writes(note("same#b", "same")).asSnapshot());

    whole.merge(by(C, 1).writes(note("same#c", "same")).asSnapshot());

    assertThat(whole.conflicts()).isEmpty();
    assertThat(whole.note(1)).isEqualTo(note("same#b", "same"));
  }

  @Test
  void nor_are_those_that_were_here() {
    whole.saves(note("same#a", "same"));

    whole.merge(by(B, 1).writes(note("same#b", "same")).asSnapshot());

    assertThat(whole.conflicts()).isEmpty();
  }

  @Test
  void those_that_were_filled_with_other_values_still_are() {
    whole.saves(note("mine#a", "mine"));

    whole.merge(by(B, 1).writes(note("yours#b", "yours")).asSnapshot());

    assertThat(whole.conflicts()).containsExactly("b@0.0 over a@0.0");
  }

  @Test
  void a_column_with_a_merge_of_its_own_is_refused() {
    TableColumns counting = TableColumns.of(Map.of("extra", "counter"));

    assertThatThrownBy(() -> counting.with(ENCRYPTED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("extra is merged by counter");
  }

  @Test
  void changes_in_flight_that_were_merged_otherwise_stop_the_sink() {
    MergingRegion before = new MergingRegion(A, BY_COLUMN);
    before.merge(begins(OLD));
    before.merge(updates(by(B, 5), OLD, note("new#1", "new")));
    MergingRegion after = before.with(BY_COLUMN.with(ENCRYPTED));

    assertThatThrownBy(() -> after.merge(updates(by(C, 9), OLD, note("last#1", "last"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Column body is to be merged by encrypted(extra)");
  }
}
