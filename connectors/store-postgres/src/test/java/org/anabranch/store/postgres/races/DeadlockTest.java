package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.store.postgres.races.Standing.gone;
import static org.anabranch.store.postgres.races.Standing.local;
import static org.anabranch.store.postgres.races.Standing.merged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Race 4: a sink and an application lock two rows in opposite order. Whoever comes upon the other
 * last looks for a deadlock after {@code deadlock_timeout}, and is its victim; here both wait
 * nearly for ever, but for the one who is to be it.
 */
class DeadlockTest extends Race {

  /** In the order in which a sink locks them. */
  private static final List<Long> IDS =
      Stream.of(1L, ContestedRegion.besides(1))
          .sorted((one, other) -> NoteChange.keyOf(one).compareTo(NoteChange.keyOf(other)))
          .toList();

  private static final long FIRST = IDS.get(0);
  private static final long SECOND = IDS.get(1);

  @BeforeEach
  void hold_two_notes() {
    application
        .executes(
            "INSERT INTO contract.note VALUES (%d, 'old'), (%d, 'old')".formatted(FIRST, SECOND))
        .commits();
    region.merge(region.captures(2), region.captures(3));
    application.executes("SET deadlock_timeout = '60s'");
    application.commits();
  }

  private static String update(long id) {
    return "UPDATE contract.note SET body = 'own' WHERE id = " + id;
  }

  @Test
  void the_merge_goes_on_where_the_application_is_the_victim() {
    application.executes("SET deadlock_timeout = '10ms'", update(SECOND));
    region.sinksWaitFor("60s");
    PacedMerge merge =
        region
            .merging(
                by(B, 11).saw(A, 3).writes(FIRST, "b11"), by(B, 12).saw(A, 3).writes(SECOND, "b12"))
            .blocksIn("UpsertRows");

    assertThatThrownBy(() -> application.executes(update(FIRST)))
        .hasMessageContaining("deadlock detected");
    application.rollsBack();
    merge.finishes();

    assertThat(region.standing(FIRST)).isEqualTo(merged("b11", "b@11", merge.wrote()));
    assertThat(region.standing(SECOND)).isEqualTo(merged("b12", "b@12", merge.wrote()));
    assertThat(region.allCaptured()).isTrue();
  }

  @Test
  void nothing_of_a_merge_is_left_that_was_the_victim_and_another_attempt_does_it_all() {
    NoteChange[] batch = {
      by(B, 11).saw(A, 3).deletes(FIRST), by(B, 12).saw(A, 3).writes(SECOND, "b12")
    };
    region.sinksWaitFor("10ms");
    PacedMerge victim = region.merging(batch).until("UpsertRows");
    application.executes(update(SECOND)).blocksIn(update(FIRST));

    assertThatThrownBy(victim::finishes).isInstanceOf(StoreException.Contended.class);
    application.resumes().commits();

    assertThat(region.standing(FIRST)).isEqualTo(local("own", "a@2", null));
    assertThat(region.standing(SECOND)).isEqualTo(local("own", "a@3", null));
    assertThat(region.watermark("b", FIRST)).isNull();
    PacedMerge retry = region.merging(batch);
    retry.finishes();
    assertThat(region.standing(FIRST)).isEqualTo(gone("b@11 deleted", retry.deleted()));
    assertThat(region.standing(SECOND)).isEqualTo(merged("b12", "b@12", retry.wrote()));

    // The application's two changes, in the order in which it made them: one loses, one wins.
    region.merge(region.captures(9));
    PacedMerge repair = region.merging(region.captures(14));
    repair.finishes();

    assertThat(region.standing(SECOND)).isEqualTo(merged("b12", "b@12", retry.wrote()));
    assertThat(region.standing(FIRST)).isEqualTo(merged("own", "a@14", repair.wrote()));
    assertThat(region.conflicts()).containsExactly("b@12 over a@9", "a@14 over b@11");
  }
}
