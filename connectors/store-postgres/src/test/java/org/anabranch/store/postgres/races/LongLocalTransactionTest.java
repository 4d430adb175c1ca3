package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.anabranch.store.postgres.races.Standing.local;
import static org.anabranch.store.postgres.races.Standing.merged;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.NoteChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Race 5: a local transaction writes before the sink's commit and commits after it. */
class LongLocalTransactionTest extends Race {

  private static final long OTHER = ContestedRegion.besides(1);
  private static final VersionVector SAW_B11 = vector(Map.of(A, 13L, B, 11L));

  private static long position(NoteChange change) {
    return change.change().position();
  }

  private void hold_two_notes() {
    region.holds(1, "a2", 2).holds(OTHER, "a3", 3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_it_wrote_before_has_seen_the_sinks_transaction_as_well(boolean oneByOne) {
    hold_two_notes();
    application.executes("UPDATE contract.note SET body = 'own' WHERE id = " + OTHER);
    PacedMerge merge = region.merging(by(B, 11).saw(A, 2).writes(1, "b11"));
    merge.finishes();
    application.executes("UPDATE contract.note SET body = 'own' WHERE id = 1").commits();

    NoteChange before = region.captures(12);
    NoteChange after = region.captures(13);
    assertThat(position(before)).isLessThan(merge.wrote().position());
    assertThat(position(after)).isGreaterThan(merge.wrote().position());
    assertThat(after.change().context()).isEqualTo(SAW_B11);
    merge(oneByOne, before, after);

    assertThat(region.standing(1)).isEqualTo(local("own", "a@13", merge.wrote()));
    assertThat(region.standing(OTHER)).isEqualTo(local("own", "a@12", null));
    assertThat(region.conflicts()).isEmpty();
  }

  private void merge(boolean oneByOne, NoteChange... changes) {
    if (oneByOne) {
      List.of(changes).forEach(region::merge);
    } else {
      region.merge(changes);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_row_that_it_inserts_before_and_updates_after_the_sinks_delete_is_the_last(
      boolean oneByOne) {
    application.executes("INSERT INTO contract.note VALUES (1, 'first')");
    PacedMerge merge = region.merging(by(B, 11).deletes(1));
    merge.finishes();
    application.executes("UPDATE contract.note SET body = 'second'").commits();

    NoteChange before = region.captures(12);
    NoteChange after = region.captures(13);
    assertThat(position(before)).isLessThan(merge.deleted().position());
    assertThat(position(after)).isGreaterThan(merge.deleted().position());
    assertThat(after.change().context()).isEqualTo(SAW_B11);
    merge(oneByOne, before, after);

    assertThat(region.standing(1)).isEqualTo(local("second", "a@13", merge.deleted()));
    assertThat(region.conflicts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_row_that_it_inserts_before_and_deletes_after_the_sinks_delete_is_gone(boolean oneByOne) {
    application.executes("INSERT INTO contract.note VALUES (1, 'first')");
    PacedMerge merge = region.merging(by(B, 11).deletes(1));
    merge.finishes();
    application.executes("DELETE FROM contract.note").commits();

    merge(oneByOne, region.captures(12), region.captures(13));

    Standing standing = region.standing(1);
    assertThat(standing.body()).isNull();
    assertThat(standing.version()).isEqualTo("a@13 deleted");
    assertThat(region.conflicts()).isEmpty();
  }

  /** The application pauses between two rows of one statement, until an advisory lock is free. */
  @Test
  void a_statement_that_is_under_way_writes_on_top_of_the_sinks_row() {
    hold_two_notes();
    Application pausing = region.application().executes("SELECT pg_advisory_lock(5)");
    application.blocksIn(
        ("UPDATE contract.note SET body = body || ' own' WHERE id IN (1, %d)"
                + " AND CASE WHEN id = 1 THEN true ELSE contract.passes() END")
            .formatted(OTHER));
    PacedMerge merge = region.merging(by(B, 11).saw(A, 3).writes(OTHER, "b11"));
    merge.finishes();
    pausing.executes("SELECT pg_advisory_unlock(5)").commits();
    application.resumes().commits();

    NoteChange before = region.captures(12);
    NoteChange after = region.captures(13);
    assertThat(position(before)).isLessThan(merge.wrote().position());
    assertThat(position(after)).isGreaterThan(merge.wrote().position());
    assertThat(after.change().context()).isEqualTo(SAW_B11);
    region.merge(before, after);

    assertThat(region.standing(1)).isEqualTo(local("a2 own", "a@12", null));
    assertThat(region.standing(OTHER)).isEqualTo(local("b11 own", "a@13", merge.wrote()));
    assertThat(region.conflicts()).isEmpty();
  }

  /** The same pause, but the sink is at the row that the statement has written. */
  @Test
  void a_statement_that_is_under_way_is_waited_for_by_the_sink() {
    hold_two_notes();
    Application pausing = region.application().executes("SELECT pg_advisory_lock(5)");
    application.blocksIn(
        ("UPDATE contract.note SET body = body || ' own' WHERE id IN (1, %d)"
                + " AND CASE WHEN id = 1 THEN true ELSE contract.passes() END")
            .formatted(OTHER));
    PacedMerge merge = region.merging(by(B, 11).saw(A, 3).writes(1, "b11")).blocksIn("UpsertRows");
    pausing.executes("SELECT pg_advisory_unlock(5)").commits();
    application.resumes().commits();
    merge.finishes();
    assertThat(region.standing(1)).isEqualTo(merged("b11", "b@11", merge.wrote()));

    PacedMerge repair = region.merging(region.captures(12), region.captures(13));
    repair.finishes();

    assertThat(region.standing(1)).isEqualTo(merged("a2 own", "a@12", repair.wrote()));
    assertThat(region.standing(OTHER)).isEqualTo(local("a3 own", "a@13", null));
    assertThat(region.conflicts()).containsExactly("a@12 over b@11");
  }

  /** The loser's merge must read the row that wins, and the application holds it. */
  @Test
  void a_change_that_loses_waits_and_does_not_take_the_row_for_the_winners() {
    region.holds(1, "a7", 7);
    application.executes("UPDATE contract.note SET body = 'own'");
    PacedMerge merge = region.merging(by(B, 5).writes(1, "b5")).blocksIn("LockRows");
    application.commits();
    merge.finishes();

    assertThat(region.standing(1)).isEqualTo(local("own", "a@7", null));
    assertThat(region.conflicts()).containsExactly("a@7 over b@5");
    assertThat(region.observed("SELECT winner_row_certain FROM anabranch.conflict")).isEqualTo("f");
    NoteChange own = region.captures(9);
    assertThat(own.change().context()).isEqualTo(vector(Map.of(A, 9L)));
    region.merge(own);
    assertThat(region.standing(1)).isEqualTo(local("own", "a@9", null));
  }

  @Test
  void a_delete_that_the_sink_waits_for_is_merged_over_and_stays_so_where_it_loses() {
    hold_two_notes();
    application.executes("DELETE FROM contract.note");
    PacedMerge merge =
        region.merging(by(B, 11).saw(A, 3).deletes(OTHER), by(B, 12).saw(A, 3).writes(1, "b12"));
    merge.blocksIn("DeleteRows");
    application.commits();
    merge.finishes();

    region.merge(region.captures(9), region.captures(10));

    assertThat(region.standing(1)).isEqualTo(merged("b12", "b@12", merge.wrote()));
    assertThat(region.standing(OTHER).body()).isNull();
    assertThat(region.standing(OTHER).version()).isEqualTo("b@11 deleted");
  }
}
