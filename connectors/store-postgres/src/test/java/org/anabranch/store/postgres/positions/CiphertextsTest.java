package org.anabranch.store.postgres.positions;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.anabranch.sink.store.Note;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Notes whose body is a ciphertext, and whose extra is the keyed hash of its plaintext. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CiphertextsTest {

  private static final Note OLD = note("old#1", "old");

  private final NoteRegion region =
      NoteRegion.plain(
          Map.of("merge.strategy", "per-column", "encrypted.columns", "contract.note.body:extra"));

  @AfterEach
  void close() {
    region.close();
  }

  private static Note note(String ciphertext, String index) {
    return new Note(1, ciphertext, index);
  }

  private @Nullable String row() {
    return region.database.text("SELECT body || ' ' || extra FROM contract.note WHERE id = 1");
  }

  private @Nullable String conflicts() {
    return region.database.text("SELECT count(*) FROM anabranch.conflict");
  }

  private LoggedChange writes(Note note) {
    return region.writes(
        "UPDATE contract.note SET body = '%s', extra = '%s' WHERE id = 1"
            .formatted(note.body(), note.extra()));
  }

  @Test
  void a_ciphertext_of_the_same_value_leaves_the_row_alone() {
    region.merge(by(B, 1).inserting().writes(OLD));
    String mark = region.mark(1);

    region.merge(by(B, 5).saw(B, 1).over(OLD).writes(note("old#2", "old")));

    assertThat(row()).isEqualTo("old#1 old");
    assertThat(region.mark(1)).as("nothing was written").isEqualTo(mark);
  }

  @Test
  void values_that_a_job_encrypts_anew_take_the_changes_of_others() {
    region.merge(by(B, 1).inserting().writes(OLD));
    Note anew = note("old#2", "old");
    LoggedChange job = writes(anew);

    region.merge(by(C, 3).saw(B, 1).over(OLD).writes(note("new#1", "new")));
    region.merge(by(A, 5).saw(B, 1).over(OLD).writes(anew).at(job.position()));

    assertThat(row()).as("the job's write came later").isEqualTo("new#1 new");
    assertThat(conflicts()).isEqualTo("0");
  }

  @Test
  void what_applications_write_at_the_same_time_stays_a_pair() {
    region.merge(by(B, 1).inserting().writes(OLD));
    LoggedChange local = writes(note("mine#1", "mine"));

    region.merge(by(C, 9).saw(B, 1).over(OLD).writes(note("yours#1", "yours")));
    assertThat(row()).as("the local one may be the last").isEqualTo("mine#1 mine");
    region.merge(by(A, 5).saw(B, 1).over(OLD).writes(note("mine#1", "mine")).at(local.position()));

    assertThat(row()).isEqualTo("yours#1 yours");
    assertThat(conflicts()).isEqualTo("1");
  }

  @Test
  void the_same_value_of_two_is_no_conflict_and_all_end_with_the_last_ciphertext() {
    region.merge(by(B, 1).inserting().writes(OLD));
    LoggedChange local = writes(note("new#a", "new"));

    region.merge(by(A, 5).saw(B, 1).over(OLD).writes(note("new#a", "new")).at(local.position()));
    region.merge(by(C, 9).saw(B, 1).over(OLD).writes(note("new#c", "new")));

    assertThat(row()).isEqualTo("new#c new");
    assertThat(conflicts()).isEqualTo("0");
  }

  @Test
  void what_is_in_flight_survives_between_batches() {
    region.merge(by(B, 1).inserting().writes(OLD));
    region.merge(by(B, 5).saw(B, 1).over(OLD).writes(note("mine#1", "mine")));

    region.merge(by(C, 3).saw(B, 1).over(OLD).writes(note("yours#1", "yours")));

    assertThat(row()).isEqualTo("mine#1 mine");
    assertThat(conflicts()).isEqualTo("1");
  }
}
