package org.anabranch.sink.plan;

import static org.anabranch.sink.plan.LaneSketch.READ_BACK;
import static org.anabranch.sink.plan.LaneSketch.everybody;
import static org.anabranch.sink.plan.LaneSketch.expired;
import static org.anabranch.sink.plan.LaneSketch.id;
import static org.anabranch.sink.plan.LaneSketch.merged;
import static org.anabranch.sink.plan.LaneSketch.progress;
import static org.anabranch.sink.plan.LaneSketch.row;
import static org.anabranch.sink.plan.LaneSketch.written;
import static org.anabranch.sink.plan.LaneSketch.young;
import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.DropVersions;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.LockFloors;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What region a forgets, and which statements it asks for; the test answers them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DropPlanTest {

  private static final TableLane LANE = new TableLane(TABLE, 1);
  private static final TableLane OTHER = new TableLane(TABLE, 2);
  private static final Duration RETENTION = Duration.ofDays(7);

  /** What everybody has seen. */
  private static final VersionVector SEEN = vector(Map.of(A, 9L, B, 8L, C, 7L));

  private final Map<TableLane, LaneProgress> lanes = new HashMap<>();
  private final Map<TableLane, VersionVector> floors = new HashMap<>();
  private final List<Statement<?>> asked = new ArrayList<>();
  private int rowsMax = 10;
  private int raisedMissing;
  private @Nullable VersionKey endOfLook;

  @Test
  void the_floor_is_raised_to_what_was_stable_and_then_that_is_dropped() {
    lanes.put(LANE, everybody(SEEN));
    VersionRow row = row(LANE, 1, vector(Map.of(A, 5L, B, 6L)), id(B, 6));

    DropReport report = forgets(young(row));

    assertThat(asked)
        .containsExactly(
            new LockFloors(A, Set.of(LANE)),
            new LockDroppable(Map.of(LANE, new Stamp(9)), null, RETENTION, rowsMax),
            new RaiseFloors(A, Map.of(LANE, vector(Map.of(A, 5L, B, 6L)))),
            new DropVersions(List.of(row.key())));
    assertThat(report).isEqualTo(new DropReport(1, 0, Map.of(), null));
  }

  @Test
  void a_floor_never_falls() {
    lanes.put(LANE, everybody(SEEN));
    floors.put(LANE, vector(Map.of(A, 7L, C, 4L)));

    forgets(young(row(LANE, 1, vector(Map.of(A, 5L, B, 6L)), id(B, 6))));

    assertThat(raised()).isEqualTo(Map.of(LANE, vector(Map.of(A, 7L, B, 6L, C, 4L))));
  }

  @Test
  void a_floor_remembers_all_that_was_dropped_of_its_own_lane_alone() {
    lanes.put(LANE, everybody(SEEN));
    lanes.put(OTHER, everybody(SEEN));

    DropReport report =
        forgets(
            young(row(LANE, 1, vector(Map.of(A, 5L)), id(A, 5))),
            young(row(LANE, 2, vector(Map.of(B, 6L)), id(B, 6))),
            young(row(OTHER, 3, vector(Map.of(C, 7L)), id(C, 7))));

    assertThat(raised())
        .isEqualTo(Map.of(LANE, vector(Map.of(A, 5L, B, 6L)), OTHER, vector(Map.of(C, 7L))));
    assertThat(report.stable()).isEqualTo(3);
  }

  @Test
  void where_nothing_is_dropped_no_floor_is_raised() {
    lanes.put(LANE, everybody(SEEN));

    DropReport report = forgets();

    assertThat(asked).extracting(Statement::name).containsExactly("LockFloors", "LockDroppable");
    assertThat(report).isEqualTo(DropReport.NOTHING);
  }

  /** The store compares one number; here it is c's, which a has not acknowledged. */
  @Test
  void a_row_that_only_looks_acknowledged_is_kept() {
    lanes.put(
        LANE,
        progress(
            Map.of(A, merged(vector(Map.of(A, 9L, B, 8L))), B, merged(SEEN), C, merged(SEEN))));

    DropReport report = forgets(young(row(LANE, 1, vector(Map.of(A, 5L, C, 7L)), id(C, 7))));

    assertThat(asked.get(1))
        .isEqualTo(new LockDroppable(Map.of(LANE, new Stamp(9)), null, RETENTION, rowsMax));
    assertThat(asked).hasSize(2);
    assertThat(report).isEqualTo(DropReport.NOTHING);
  }

  @Test
  void among_others_the_rows_that_are_stable_are_dropped_alone() {
    lanes.put(LANE, everybody(SEEN));
    VersionRow stable = row(LANE, 2, vector(Map.of(A, 5L)), id(A, 5));

    forgets(
        young(row(LANE, 1, vector(Map.of(C, 8L)), id(C, 8))),
        young(stable),
        young(written(row(LANE, 3, vector(Map.of(A, 5L)), id(A, 5)), READ_BACK)));

    assertThat(asked.get(3)).isEqualTo(new DropVersions(List.of(stable.key())));
    assertThat(raised()).isEqualTo(Map.of(LANE, vector(Map.of(A, 5L))));
  }

  @Test
  void a_row_of_a_first_snapshot_raises_the_floor_by_its_place() {
    lanes.put(LANE, everybody(SEEN));
    VersionRow row =
        new VersionRow(
            new VersionKey(TABLE, 1, new KeyHash(1, 0)),
            new KeyVersion(vector(Map.of(A, 2L)), id(B, 0), new Stamp(6), false),
            false,
            null);

    forgets(young(row));

    assertThat(raised()).isEqualTo(Map.of(LANE, vector(Map.of(A, 2L, B, 6L))));
  }

  @Test
  void a_row_that_was_only_ever_claimed_is_dropped_and_raises_nothing() {
    lanes.put(LANE, everybody(SEEN));
    VersionRow claimed = VersionRow.empty(new VersionKey(TABLE, 1, new KeyHash(1, 0)));

    forgets(young(claimed));

    assertThat(raised()).isEqualTo(Map.of(LANE, VersionVector.EMPTY));
    assertThat(asked.get(3)).isEqualTo(new DropVersions(List.of(claimed.key())));
  }

  // The retention

  @Test
  void an_expired_row_goes_once_the_own_origin_has_acknowledged_it_and_the_silent_are_told_of() {
    lanes.put(
        LANE, progress(Map.of(A, merged(SEEN), B, merged(SEEN), C, merged(vector(Map.of(C, 7L))))));
    VersionRow row = row(LANE, 1, vector(Map.of(A, 5L, B, 6L)), id(B, 6));

    DropReport report = forgets(expired(row), young(row(LANE, 2, vector(Map.of(A, 4L)), id(A, 4))));

    assertThat(raised()).isEqualTo(Map.of(LANE, vector(Map.of(A, 5L, B, 6L))));
    assertThat(asked.get(3)).isEqualTo(new DropVersions(List.of(row.key())));
    assertThat(report).isEqualTo(new DropReport(0, 1, Map.of(C, 1), null));
  }

  @Test
  void an_expired_row_that_everybody_has_acknowledged_is_no_members_fault() {
    lanes.put(LANE, everybody(SEEN));

    DropReport report = forgets(expired(row(LANE, 1, vector(Map.of(B, 6L)), id(B, 6))));

    assertThat(report).isEqualTo(new DropReport(1, 0, Map.of(), null));
  }

  @Test
  void an_expired_row_that_the_own_origin_has_not_acknowledged_is_kept() {
    lanes.put(
        LANE, progress(Map.of(A, merged(vector(Map.of(A, 9L))), B, merged(SEEN), C, merged(SEEN))));

    forgets(expired(row(LANE, 1, vector(Map.of(B, 6L)), id(B, 6))));

    assertThat(asked).hasSize(2);
  }

  @Test
  void an_expired_row_that_the_own_log_was_not_read_back_beyond_is_kept() {
    lanes.put(LANE, everybody(SEEN));

    forgets(expired(written(row(LANE, 1, vector(Map.of(B, 6L)), id(B, 6)), READ_BACK)));
    assertThat(asked).hasSize(2);

    asked.clear();
    forgets(expired(written(row(LANE, 1, vector(Map.of(B, 6L)), id(B, 6)), READ_BACK - 1)));
    assertThat(asked).hasSize(4);
  }

  // What keeps everything

  /** The store leaves them out; if it did not, they would be kept all the same. */
  @Test
  void a_hidden_winner_is_kept() {
    lanes.put(LANE, everybody(SEEN));
    VersionRow shown = row(LANE, 1, vector(Map.of(B, 6L)), id(B, 6));
    VersionRow hidden = new VersionRow(shown.key(), shown.version(), true, null);

    forgets(young(hidden), expired(hidden));

    assertThat(asked).hasSize(2);
  }

  @Test
  void while_a_members_snapshot_of_the_lane_runs_nothing_of_it_is_dropped() {
    Watermark running =
        new Watermark(new Stamp(9), SEEN, 0, SnapshotProgress.NONE.begun(new Stamp(8)), 1);
    lanes.put(LANE, progress(Map.of(A, merged(SEEN), B, merged(SEEN), C, running)));
    lanes.put(OTHER, everybody(SEEN));
    VersionRow elsewhere = row(OTHER, 3, vector(Map.of(B, 6L)), id(B, 6));

    forgets(
        young(row(LANE, 1, vector(Map.of(B, 6L)), id(B, 6))),
        expired(row(LANE, 2, vector(Map.of(B, 6L)), id(B, 6))),
        young(elsewhere));

    assertThat(raised()).isEqualTo(Map.of(OTHER, vector(Map.of(B, 6L))));
    assertThat(asked.get(3)).isEqualTo(new DropVersions(List.of(elsewhere.key())));
  }

  @Test
  void a_lane_whose_own_stream_was_never_merged_is_left_out() {
    lanes.put(LANE, progress(Map.of(A, Watermark.NONE, B, merged(SEEN), C, merged(SEEN))));
    assertThat(forgets()).isEqualTo(DropReport.NOTHING);
    assertThat(asked).isEmpty();

    lanes.put(OTHER, everybody(SEEN));
    forgets(expired(row(LANE, 1, VersionVector.EMPTY, null)));
    assertThat(asked)
        .containsExactly(
            new LockFloors(A, Set.of(OTHER)),
            new LockDroppable(Map.of(OTHER, new Stamp(9)), null, RETENTION, rowsMax));
  }

  @Test
  void a_member_that_was_never_heard_of_has_acknowledged_nothing() {
    lanes.put(LANE, progress(Map.of(A, merged(SEEN), B, merged(SEEN), C, Watermark.NONE)));

    forgets(young(row(LANE, 1, vector(Map.of(B, 6L)), id(B, 6))));

    assertThat(asked)
        .containsExactly(
            new LockFloors(A, Set.of(LANE)),
            new LockDroppable(Map.of(LANE, Stamp.ZERO), null, RETENTION, rowsMax));
  }

  @Test
  void where_a_floor_has_no_place_any_more_nothing_is_dropped() {
    lanes.put(LANE, everybody(SEEN));
    raisedMissing = 1;

    Step end = run(young(row(LANE, 1, vector(Map.of(B, 6L)), id(B, 6))));

    assertThat(end).isInstanceOf(Step.LostRace.class);
    assertThat(asked).extracting(Statement::name).doesNotContain("DropVersions");
  }

  // More rows than are looked at in one transaction

  @Test
  void where_there_may_be_more_rows_it_is_told_in_which_lanes_and_behind_which() {
    lanes.put(LANE, everybody(SEEN));
    lanes.put(OTHER, everybody(SEEN));
    rowsMax = 2;
    VersionRow last = row(OTHER, 1, vector(Map.of(C, 8L)), id(C, 8));

    DropReport report = forgets(young(row(LANE, 1, vector(Map.of(A, 5L)), id(A, 5))), young(last));

    assertThat(report).isEqualTo(new DropReport(1, 0, Map.of(), last.key()));
  }

  @Test
  void rows_that_cannot_be_dropped_do_not_keep_those_behind_them_from_being_looked_at() {
    lanes.put(LANE, everybody(SEEN));
    rowsMax = 1;
    VersionRow first = row(LANE, 1, vector(Map.of(C, 8L)), id(C, 8));

    DropReport report = forgets(young(first));
    assertThat(report).isEqualTo(new DropReport(0, 0, Map.of(), first.key()));

    asked.clear();
    Step.Ask<?> floors =
        (Step.Ask<?>)
            new DropPlan(A, lanes, Stability.RULE, RETENTION, rowsMax, report.after()).start();
    assertThat(((Step.Ask<?>) answer(floors)).statement())
        .isEqualTo(new LockDroppable(Map.of(LANE, new Stamp(9)), first.key(), RETENTION, rowsMax));
  }

  @Test
  void a_look_ends_after_so_many_rows_though_few_of_them_can_be_dropped() {
    lanes.put(LANE, everybody(SEEN));
    VersionRow row = row(LANE, 1, vector(Map.of(A, 5L)), id(A, 5));
    VersionKey end = row(LANE, 2, vector(Map.of(C, 8L)), id(C, 8)).key();
    endOfLook = end;

    DropReport report = forgets(young(row));

    assertThat(report).isEqualTo(new DropReport(1, 0, Map.of(), end));
  }

  @Test
  void a_look_that_finds_as_many_rows_as_it_may_drop_ends_with_the_last_of_them() {
    lanes.put(LANE, everybody(SEEN));
    rowsMax = 1;
    VersionRow row = row(LANE, 1, vector(Map.of(A, 5L)), id(A, 5));
    endOfLook = row(LANE, 2, vector(Map.of(C, 8L)), id(C, 8)).key();

    assertThat(forgets(young(row)).after()).isEqualTo(row.key());
  }

  // The store, by hand

  private DropReport forgets(Droppable... found) {
    if (run(found) instanceof Step.Forgot forgot) {
      return forgot.report();
    }
    throw new AssertionError("It did not come to its end");
  }

  private Step run(Droppable... found) {
    Step step = new DropPlan(A, lanes, Stability.RULE, RETENTION, rowsMax, null).start();
    while (step instanceof Step.Ask<?> ask) {
      step = answer(ask, found);
    }
    return step;
  }

  @SuppressWarnings("unchecked") // each statement is answered as its own type says
  private <R> Step answer(Step.Ask<R> ask, Droppable... found) {
    Statement<R> statement = ask.statement();
    asked.add(statement);
    Object answer;
    if (statement instanceof LockFloors) {
      answer = floors;
    } else if (statement instanceof LockDroppable lock) {
      answer = lock.look(Arrays.asList(found), endOfLook);
    } else if (statement instanceof RaiseFloors raise) {
      answer = raise.floors().size() - raisedMissing;
    } else if (statement instanceof DropVersions drop) {
      answer = drop.keys().size();
    } else {
      throw new AssertionError("Not a statement of forgetting: " + statement.name());
    }
    return ask.then().apply((R) answer);
  }

  private Map<TableLane, VersionVector> raised() {
    return ((RaiseFloors) asked.get(2)).floors();
  }
}
