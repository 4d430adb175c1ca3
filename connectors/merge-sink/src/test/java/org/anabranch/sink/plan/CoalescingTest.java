package org.anabranch.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.RandomHistory.Event;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rule M6: a region that merges in batches ends like one that merges change by change. The seed is
 * in a test's name; {@code -Danabranch.coalescing.seed=N -Danabranch.coalescing.seeds=1} replays
 * it.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CoalescingTest {

  private static final int BATCH_MAX = 8;

  static LongStream seeds() {
    long first = Long.getLong("anabranch.coalescing.seed", 1);
    return LongStream.range(first, first + Long.getLong("anabranch.coalescing.seeds", 500));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void batches_end_like_single_changes(long seed) {
    assertBatchesEndLikeSingleChanges(seed, false);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void batches_with_truncates_end_like_single_changes(long seed) {
    assertBatchesEndLikeSingleChanges(seed, true);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void every_region_ends_with_the_same_rows(long seed) {
    assertEveryRegionEndsWithTheSameRows(seed, false);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void every_region_ends_with_the_same_rows_after_truncates(long seed) {
    assertEveryRegionEndsWithTheSameRows(seed, true);
  }

  /**
   * With truncates the rows are compared alone: which keys a truncate finds depends on the rows of
   * that moment, and the others learn of it only with their next change.
   */
  private static void assertBatchesEndLikeSingleChanges(long seed, boolean truncates) {
    for (Origin own : NoteChange.MEMBERS.origins()) {
      List<RandomHistory.Step> life = RandomHistory.of(seed, own, truncates);
      MergingRegion single = live(life, own, new Random(seed), 1);
      MergingRegion batched = live(life, own, new Random(seed), BATCH_MAX);

      assertThat(bodies(batched)).as("rows in %s", own).isEqualTo(bodies(single));
      assertThat(watermarks(batched)).isEqualTo(watermarks(single));
      if (!truncates) {
        assertThat(merged(batched)).as("versions in %s", own).isEqualTo(merged(single));
        assertThat(conflicts(batched)).as("conflicts in %s", own).isEqualTo(conflicts(single));
      }
    }
  }

  private static void assertEveryRegionEndsWithTheSameRows(long seed, boolean truncates) {
    Map<Origin, Map<Long, @Nullable String>> ends = new HashMap<>();
    for (Origin own : NoteChange.MEMBERS.origins()) {
      List<RandomHistory.Step> life = RandomHistory.of(seed, own, truncates);
      ends.put(own, bodies(live(life, own, new Random(seed), BATCH_MAX)));
    }
    assertThat(new HashSet<>(ends.values())).as("%s", ends).hasSize(1);
  }

  /** Batches end where a local write comes: its context says what was merged before it. */
  private static MergingRegion live(
      List<RandomHistory.Step> life, Origin own, Random random, int batchMax) {
    MergingRegion region = new MergingRegion(own);
    Map<Event, Long> positions = new HashMap<>();
    List<Arrival> batch = new ArrayList<>();
    int batchSize = 1 + random.nextInt(batchMax);
    for (RandomHistory.Step step : life) {
      Event event = step.event();
      boolean alone =
          event.body().truncates() || (!batch.isEmpty() && MergePlan.alone(batch.get(0), true));
      if (step.localWrite() || alone || batch.size() >= batchSize) {
        region.merge(List.copyOf(batch));
        batch.clear();
        batchSize = 1 + random.nextInt(batchMax);
      }
      if (step.localWrite()) {
        positions.put(event, write(region, event));
      } else {
        batch.add(event.change(positions.getOrDefault(event, 0L)).arrival());
      }
    }
    region.merge(List.copyOf(batch));
    return region;
  }

  private static long write(MergingRegion region, Event event) {
    if (event.body().truncates()) {
      return region.truncates(NoteChange.laneOf(event.id()).number(), RandomHistory.NOTES);
    }
    String text = event.body().text();
    return text == null ? region.removes(event.id()) : region.saves(event.id(), text);
  }

  /**
   * Without pairs of first-snapshot rows: whether those are alike is told from the rows themselves
   * within a batch, but from the row as it is by then where one was merged before.
   */
  private static Set<String> conflicts(MergingRegion region) {
    Set<String> conflicts = region.conflicts();
    conflicts.removeIf(pair -> pair.matches("\\w@0\\.0 over \\w@0\\.0"));
    return conflicts;
  }

  private static Map<VersionKey, KeyVersion> merged(MergingRegion region) {
    Map<VersionKey, KeyVersion> merged = new HashMap<>();
    region.database.versions().forEach((key, row) -> merged.put(key, row.version()));
    return merged;
  }

  private static Map<Long, @Nullable String> bodies(MergingRegion region) {
    Map<Long, @Nullable String> bodies = new HashMap<>();
    LongStream.rangeClosed(1, RandomHistory.NOTES).forEach(id -> bodies.put(id, region.body(id)));
    return bodies;
  }

  /** Without log positions: a region that works in more statements writes more log. */
  private static Map<WatermarkKey, Watermark> watermarks(MergingRegion region) {
    Map<WatermarkKey, Watermark> watermarks = new HashMap<>(region.database.watermarks());
    watermarks.replaceAll(
        (stream, at) -> new Watermark(at.sequence(), at.context(), 0, at.snapshot(), at.members()));
    return watermarks;
  }
}
