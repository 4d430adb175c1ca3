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

/** Notes with a vector of the region's own, and a flag that says that it is out of date. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OwnColumnsTest {

  private static final Note FIRST = new Note(1, "text", "x");

  private final NoteRegion region =
      new NoteRegion(
          Map.of("merge.columns", "contract.note.vector:local,contract.note.stale:raised(body)"),
          "CREATE TABLE contract.note (id bigint PRIMARY KEY, body varchar(40), extra text,"
              + " vector real[], stale boolean NOT NULL DEFAULT false)",
          "ALTER TABLE contract.note REPLICA IDENTITY FULL");

  @AfterEach
  void close() {
    region.close();
  }

  private @Nullable String row() {
    return region.database.text(
        "SELECT concat_ws(' ', body, extra, coalesce(vector::text, '-'), stale::text)"
            + " FROM contract.note WHERE id = 1");
  }

  private LoggedChange computes() {
    return region.writes("UPDATE contract.note SET vector = '{1,2}', stale = false WHERE id = 1");
  }

  @Test
  void a_new_row_has_its_flag_up_and_no_vector() {
    region.merge(by(B, 1).inserting().writes(FIRST));

    assertThat(row()).isEqualTo("text x - true");
  }

  @Test
  void what_the_region_computed_stays_until_the_content_changes() {
    region.merge(by(B, 1).inserting().writes(FIRST));
    LoggedChange job = computes();
    region.merge(by(A, 2).saw(B, 1).over(FIRST).writes(FIRST).at(job.position()));
    assertThat(row()).as("the job's change came back").isEqualTo("text x {1,2} false");

    Note beside = new Note(1, "text", "y");
    region.merge(by(B, 5).saw(A, 2).over(FIRST).writes(beside));
    assertThat(row()).isEqualTo("text y {1,2} false");

    region.merge(by(B, 7).saw(A, 2).over(beside).writes(new Note(1, "new", "y")));
    assertThat(row()).isEqualTo("new y {1,2} true");
  }

  @Test
  void a_content_that_the_merge_puts_back_raises_the_flag() {
    region.merge(by(B, 1).inserting().writes(FIRST));
    LoggedChange local = region.writes("UPDATE contract.note SET body = 'mine' WHERE id = 1");
    region.merge(by(C, 9).saw(B, 1).over(FIRST).writes(new Note(1, "yours", "x")));
    computes();
    assertThat(row()).as("the local one may be the last").isEqualTo("mine x {1,2} false");

    region.merge(
        by(A, 5).saw(B, 1).over(FIRST).writes(new Note(1, "mine", "x")).at(local.position()));

    assertThat(row()).isEqualTo("yours x {1,2} true");
  }
}
