package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.anabranch.model.version.Origin;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** docs/operations/expiry.md: rows that expire, of which regions judge at different times. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExpiredRowsTest {

  private static final int SEEDS = 1_000;
  private static final int STEPS = 60;
  private static final int NOTES = 3;
  private static final int SKEW_MAX = 5;

  private final ExpiringRegions regions = new ExpiringRegions(NOTES);

  @Test
  void a_row_that_expired_on_its_way_is_where_it_was_written_until_the_job_there_deletes_it() {
    regions.writes(A, 1, 10);
    regions.passes(20);
    regions.settle();
    assertThat(regions.region(A).body(1)).isNotNull();
    assertThat(regions.region(B).body(1)).isNull();
    assertThat(regions.removesExpired(B)).isZero();

    assertThat(regions.removesExpired(A)).isOne();
    regions.settle();

    assertThat(regions.differences()).isEmpty();
    assertThat(regions.region(A).conflicts()).isEmpty();
    assertThat(regions.region(B).conflicts()).isEmpty();
  }

  @Test
  void what_prolongs_a_row_brings_it_back_where_the_change_before_had_expired() {
    regions.writes(A, 1, 10);
    regions.passes(20);
    regions.writes(A, 1, 1_000);

    regions.settle();

    assertThat(regions.region(B).body(1)).isNotNull();
    assertThat(regions.differences()).isEmpty();
  }

  @Test
  void an_older_change_that_has_expired_takes_nothing_from_one_that_prolonged_the_row() {
    regions.writes(A, 1, 10);
    regions.passes(5);
    regions.writes(B, 1, 1_000);
    regions.passes(20);

    regions.settle();

    assertThat(regions.stubs()).isOne();
    assertThat(regions.region(A).body(1)).isNotNull();
    assertThat(regions.differences()).isEmpty();
  }

  @Test
  void a_change_that_comes_again_and_has_expired_meanwhile_is_nothing_new() {
    MergingRegion region = new MergingRegion(A);
    region.merge(by(B, 5).writes(1, "b5"));

    region.merge(by(B, 5).writes(1, "b5").asStub());

    assertThat(region.body(1)).isEqualTo("b5");
  }

  @Test
  void jobs_that_delete_one_row_at_once_leave_the_regions_equal_and_a_conflict_that_is_none() {
    regions.writes(A, 1, 10);
    regions.settle();
    regions.passes(20);

    regions.removesExpired(A);
    regions.removesExpired(B);
    regions.settle();

    assertThat(regions.differences()).isEmpty();
    assertThat(regions.region(A).body(1)).isNull();
    assertThat(regions.region(A).conflicts()).hasSize(1);
  }

  @Test
  void a_row_that_is_prolonged_while_a_job_deletes_it_is_there_or_not_in_both_regions() {
    for (boolean prolongedFirst : new boolean[] {true, false}) {
      ExpiringRegions two = new ExpiringRegions(NOTES);
      two.writes(A, 1, 10);
      two.settle();
      two.passes(20);
      if (prolongedFirst) {
        two.writes(B, 1, 1_000);
        two.passes(1);
        two.removesExpired(A);
      } else {
        two.removesExpired(A);
        two.passes(1);
        two.writes(B, 1, 1_000);
      }
      two.settle();
      assertThat(two.differences()).isEmpty();
      assertThat(two.region(A).body(1) == null).isEqualTo(prolongedFirst);
      assertThat(two.region(B).conflicts()).hasSize(1);
    }
  }

  @Test
  void whatever_the_order_the_regions_are_equal_once_the_jobs_have_run() {
    int stubs = 0;
    int differed = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      ExpiringRegions two = lived(new Random(seed));
      differed += two.differences().isEmpty() ? 0 : 1;
      stubs += two.stubs();
      // By the clock of a job a row may expire later than by that of a sink.
      two.passes(SKEW_MAX);
      while (two.removesExpired(A) + two.removesExpired(B) > 0) {
        two.settle();
      }
      assertThat(two.differences()).as("seed %d", seed).isEmpty();
    }
    assertThat(stubs).isGreaterThan(SEEDS);
    assertThat(differed).as("worlds that differ before the jobs run").isGreaterThan(SEEDS / 10);
  }

  private static ExpiringRegions lived(Random random) {
    ExpiringRegions two = new ExpiringRegions(NOTES);
    two.skewed(A, random.nextInt(2 * SKEW_MAX + 1) - SKEW_MAX);
    two.skewed(B, random.nextInt(2 * SKEW_MAX + 1) - SKEW_MAX);
    List<Origin> origins = List.of(A, B);
    for (int step = 0; step < STEPS; step++) {
      two.passes(random.nextInt(4));
      Origin origin = origins.get(random.nextInt(2));
      switch (random.nextInt(8)) {
        case 0, 1 -> two.writes(origin, 1L + random.nextInt(NOTES), random.nextInt(30));
        case 2 -> two.removesExpired(origin);
        default -> two.reads(origin, origins.get(random.nextInt(2)));
      }
    }
    two.settle();
    return two;
  }
}
