package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.sink.store.NoteChange;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What a running sink of region a forgets where there is more than one look takes. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ForgettingManyTest {

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LANE = laneOf(1).number();

  /** As many rows as one look takes, and one more. */
  private static final int MORE_THAN_ONE_LOOK = 10_001;

  private final SinkRun run = new SinkRun();

  @Test
  void a_lane_is_looked_at_to_its_end_though_many_rows_before_cannot_be_forgotten() {
    run.with("batch.rows.max", "5000");
    List<Long> notes =
        LongStream.iterate(1, id -> id + 1)
            .filter(id -> laneOf(id).number() == LANE)
            .limit(MORE_THAN_ONE_LOOK + 1)
            .boxed()
            .sorted(Comparator.comparing(NoteChange::keyOf))
            .toList();
    List<SinkRecord> records = new ArrayList<>();
    // b has not heard of what c wrote; all have heard of a's later write, so it looks forgettable.
    notes.subList(0, MORE_THAN_ONE_LOOK).forEach(id -> records.add(c(records.size() + 1, id)));
    long last = notes.get(MORE_THAN_ONE_LOOK);
    records.add(by(B, 100_000).writes(last, "b's").record(1));
    records.add(mark(by(A, 200_000).saw(B, 100_000).saw(C, 90_000), LANE));
    records.add(mark(by(B, 200_000).saw(A, 200_000), LANE));
    records.add(mark(by(C, 200_000).saw(A, 200_000).saw(B, 100_000), LANE));
    run.assigned(LANE).put(records);

    run.passes(LOOK);
    run.putNothing();

    assertThat(run.database.versions().get(keyOf(last))).isNull();
    assertThat(run.database.versions().size()).isEqualTo(MORE_THAN_ONE_LOOK);
  }

  @Test
  void more_rows_than_one_look_takes_are_forgotten_look_by_look() {
    run.with("batch.rows.max", "5000");
    List<SinkRecord> records = new ArrayList<>();
    idsOutsideOfLastLane().forEach(id -> records.add(c(records.size() + 1, id)));
    records.add(c(records.size() + 1, id(NoteChange.LANES - 1)));
    for (int lane = 0; lane < NoteChange.LANES; lane++) {
      records.add(mark(by(A, 40_000).saw(C, 29_000), lane));
      records.add(mark(by(B, 40_000).saw(C, 29_000), lane));
    }
    run.put(records);
    assertThat(run.database.versions().size()).isEqualTo(2);

    run.passes(LOOK);
    run.putNothing();

    assertThat(run.database.versions()).isEmpty();
    assertThat(run.context.metric("versions-dropped-total")).isEqualTo(MORE_THAN_ONE_LOOK + 1);
  }

  private static LongStream idsOutsideOfLastLane() {
    return LongStream.iterate(1, id -> id + 1)
        .filter(id -> laneOf(id).number() < NoteChange.LANES - 1)
        .limit(MORE_THAN_ONE_LOOK);
  }

  private static long id(int lane) {
    return LongStream.iterate(1, id -> id + 1)
        .filter(id -> laneOf(id).number() == lane)
        .findFirst()
        .orElseThrow();
  }

  private static SinkRecord c(long stamp, long id) {
    return by(C, stamp).writes(id, "c's").record(stamp);
  }

  private SinkRecord mark(NoteChange by, int lane) {
    return by.at(Long.MAX_VALUE / 2).only(ChangeKind.MARK, lane).record(1);
  }
}
