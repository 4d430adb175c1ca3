package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.store.postgres.races.Standing.gone;
import static org.anabranch.store.postgres.races.Standing.local;
import static org.anabranch.store.postgres.races.Standing.merged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.store.NoteChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Decision 003: an own row that the sink had deleted is to come back, and an application inserts it
 * anew.
 */
class MissingRowTest extends Race {

  private static final String INSERT = "INSERT INTO contract.note VALUES (1, 'later')";

  private PacedMerge delete = region.merging();

  /** The own change that wins against the delete by which the sink removed its row. */
  private NoteChange deletedBeforeItWasCaptured() {
    delete = region.merging(by(B, 5).deletes(1)).until("DeleteRows");
    application.executes("INSERT INTO contract.note VALUES (1, 'own')").commits();
    delete.finishes();
    assertThat(region.standing(1)).isEqualTo(gone("b@5 deleted", delete.deleted()));
    return region.captures(9);
  }

  private void laterInsertStays(MergeReport repaired) {
    assertThat(repaired.rewritten()).isZero();
    assertThat(region.standing(1)).isEqualTo(local("later", "a@9", delete.deleted()));
    NoteChange later = region.captures(12);
    assertThat(later.change().position()).isGreaterThan(delete.deleted().position());
    region.merge(later);
    assertThat(region.standing(1)).isEqualTo(local("later", "a@12", delete.deleted()));
    assertThat(region.conflicts()).containsExactly("a@9 over b@5");
  }

  @Test
  void it_waits_for_an_insert_and_leaves_the_row_to_it() {
    PacedMerge repair = region.merging(deletedBeforeItWasCaptured()).until("RestoreRows");
    application.executes(INSERT);
    repair.blocksIn("RestoreRows");
    application.commits();

    laterInsertStays(repair.finishes());
  }

  @Test
  void it_waits_for_an_insert_that_is_undone_and_comes_back() {
    PacedMerge repair = region.merging(deletedBeforeItWasCaptured()).until("RestoreRows");
    application.executes(INSERT);
    repair.blocksIn("RestoreRows");
    application.rollsBack();

    assertThat(repair.finishes().rewritten()).isEqualTo(1);
    assertThat(region.standing(1)).isEqualTo(merged("own", "a@9", repair.wrote()));
    assertThat(region.allCaptured()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LockRows", "RestoreRows"})
  void it_leaves_the_row_to_an_insert_that_was_committed_meanwhile(String statement) {
    PacedMerge repair = region.merging(deletedBeforeItWasCaptured()).until(statement);
    application.executes(INSERT).commits();

    laterInsertStays(repair.finishes());
  }

  @Test
  void an_insert_that_waits_for_it_finds_the_row() {
    PacedMerge repair = region.merging(deletedBeforeItWasCaptured()).until("ReadPosition");
    application.blocksIn(INSERT);
    repair.finishes();

    assertThatThrownBy(application::resumes).hasMessageContaining("duplicate key");
    application.rollsBack();
    assertThat(region.standing(1)).isEqualTo(merged("own", "a@9", repair.wrote()));
    assertThat(region.allCaptured()).isTrue();
  }

  @Test
  void an_insert_that_waits_for_a_repair_that_is_undone_is_the_row() {
    PacedMerge repair = region.merging(deletedBeforeItWasCaptured()).until("ReadPosition");
    application.blocksIn(INSERT);
    repair.rollsBack();
    application.resumes().commits();
    assertThat(region.standing(1)).isEqualTo(local("later", "b@5 deleted", delete.deleted()));

    NoteChange later = region.captures(12);
    region.merge(later);

    assertThat(region.standing(1)).isEqualTo(local("later", "a@12", delete.deleted()));
    assertThat(region.conflicts()).isEmpty();
  }

  @Test
  void an_upsert_that_waits_for_it_is_the_row_in_the_end() {
    PacedMerge repair = region.merging(deletedBeforeItWasCaptured()).until("ReadPosition");
    application.blocksIn(INSERT + " ON CONFLICT (id) DO UPDATE SET body = 'later'");
    repair.finishes();
    application.resumes().commits();
    assertThat(region.standing(1)).isEqualTo(local("later", "a@9", repair.wrote()));

    NoteChange later = region.captures(12);
    assertThat(later.change().position()).isGreaterThan(repair.wrote().position());
    region.merge(later);

    assertThat(region.standing(1)).isEqualTo(local("later", "a@12", repair.wrote()));
  }
}
