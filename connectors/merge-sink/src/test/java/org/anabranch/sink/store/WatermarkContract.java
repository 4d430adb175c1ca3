package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.junit.jupiter.api.Test;

/** What a store promises of watermarks. */
abstract class WatermarkContract extends StoreFixture {

  @Test
  void a_stream_that_was_never_merged_has_no_watermark() {
    assertThat(store.watermarks(Set.of(STREAM))).isEmpty();
  }

  @Test
  void a_watermark_moves_from_nothing_and_on() {
    Watermark first = watermark(5, Map.of(A, 5L));
    Watermark second = watermark(9, Map.of(A, 9L, B, 4L));

    assertThat(advance(store, Watermark.NONE, first)).isTrue();
    assertThat(store.watermarks(Set.of(STREAM))).containsExactly(Map.entry(STREAM, first));
    assertThat(advance(store, first, second)).isTrue();
    assertThat(store.watermarks(Set.of(STREAM, OTHER_STREAM)))
        .containsExactly(Map.entry(STREAM, second));
  }

  @Test
  void a_watermark_comes_back_as_it_was_written() {
    Watermark first =
        new Watermark(
            new Stamp(9),
            vector(Map.of(A, 9L, B, Long.MAX_VALUE)),
            Long.MAX_VALUE - 1,
            new SnapshotProgress(new Stamp(3), new Stamp(8)),
            Long.MIN_VALUE);
    Watermark second =
        new Watermark(new Stamp(10), vector(Map.of(A, 10L)), 0, SnapshotProgress.NONE, -1);

    assertThat(advance(store, Watermark.NONE, first)).isTrue();
    assertThat(another().watermarks(Set.of(STREAM))).containsExactly(Map.entry(STREAM, first));
    assertThat(advance(store, first, second)).isTrue();
    assertThat(another().watermarks(Set.of(STREAM))).containsExactly(Map.entry(STREAM, second));
  }

  @Test
  void a_watermark_whose_context_alone_is_new_moves_too() {
    Watermark first = watermark(5, Map.of(A, 5L));
    Watermark marked = watermark(5, Map.of(A, 5L, B, 3L));

    assertThat(advance(store, Watermark.NONE, first)).isTrue();
    assertThat(advance(store, first, marked)).isTrue();

    assertThat(store.watermarks(Set.of(STREAM))).containsExactly(Map.entry(STREAM, marked));
  }

  @Test
  void a_watermark_does_not_move_from_where_it_does_not_stand() {
    Watermark first = watermark(5, Map.of(A, 5L));
    advance(store, Watermark.NONE, first);

    assertThat(advance(store, Watermark.NONE, watermark(7, Map.of(A, 7L)))).isFalse();
    assertThat(advance(store, watermark(4, Map.of(A, 4L)), watermark(7, Map.of(A, 7L)))).isFalse();
    assertThat(store.watermarks(Set.of(STREAM))).containsExactly(Map.entry(STREAM, first));
  }

  @Test
  void a_watermark_that_is_absent_does_not_move_from_somewhere() {
    assertThat(advance(store, watermark(4, Map.of(A, 4L)), watermark(7, Map.of(A, 7L)))).isFalse();
    assertThat(store.watermarks(Set.of(STREAM))).isEmpty();
  }

  @Test
  void one_watermark_that_does_not_stand_fails_them_all() {
    Watermark to = watermark(5, Map.of(A, 5L));
    List<WatermarkMove> moves =
        List.of(
            new WatermarkMove(STREAM, Watermark.NONE, to),
            new WatermarkMove(OTHER_STREAM, watermark(3, Map.of(B, 3L)), to));

    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(new AdvanceWatermarks(moves))).isFalse();
    }
    assertThat(store.watermarks(Set.of(STREAM, OTHER_STREAM))).isEmpty();
  }

  @Test
  void of_two_tasks_that_move_a_watermark_the_second_learns_that_it_lost() throws Exception {
    Watermark to = watermark(5, Map.of(A, 5L));
    ContextStore second = another();
    try (StoreTransaction first = store.begin()) {
      WatermarkMove move = new WatermarkMove(STREAM, Watermark.NONE, to);
      assertThat(first.execute(new AdvanceWatermarks(List.of(move)))).isTrue();
      CompletableFuture<Boolean> race =
          CompletableFuture.supplyAsync(
              () -> untilUncontended(() -> advance(second, Watermark.NONE, to)), others);
      assertBlocked(race);
      first.commit();
      assertThat(race.get(30, TimeUnit.SECONDS)).isFalse();
    }
  }
}
