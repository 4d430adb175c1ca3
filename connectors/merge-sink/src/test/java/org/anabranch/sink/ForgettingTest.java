package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.sink.store.NoteChange.laneOf;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.LockFloors;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.TableLane;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** When a running sink of region a looks for version rows to forget, and which it then forgets. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ForgettingTest {

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LOOK_AT_ALL = Duration.ofMinutes(1);
  private static final int LANE = laneOf(1).number();

  private final SinkRun run = new SinkRun();
  private int looks;

  @Test
  void what_every_member_has_acknowledged_is_forgotten_and_the_floor_remembers_it() {
    run.put(by(B, 5).writes(1, "b5"));
    assertThat(run.database.versions()).containsOnlyKeys(keyOf(1));

    run.passes(LOOK);
    run.put(acknowledgedBy(A, 6), acknowledgedBy(C, 6));

    assertThat(run.database.versions()).isEmpty();
    assertThat(run.database.floors())
        .isEqualTo(Map.of(new TableLane(TABLE, LANE), vector(Map.of(B, 5L))));
    assertThat(run.context.metric("versions-dropped-total")).isEqualTo(1);
    assertThat(run.context.metric("versions-expired-total")).isZero();
    assertThat(run.body(1)).isEqualTo("b5");
  }

  @Test
  void what_one_member_has_not_acknowledged_is_kept() {
    run.put(by(B, 5).writes(1, "b5"));

    run.passes(LOOK_AT_ALL);
    run.put(acknowledgedBy(A, 6));

    assertThat(run.database.versions()).containsOnlyKeys(keyOf(1));
    assertThat(run.database.floors()).isEmpty();
    assertThat(run.context.metric("versions-dropped-total")).isZero();
  }

  /** One that comes in another lane may yet have to be compared with it (docs/decisions/018). */
  @Test
  void of_rows_that_exclude_each_other_nothing_is_forgotten_before_all_lanes_have_passed_it() {
    int other = (LANE + 1) % NoteChange.LANES;
    run.database.exclude();
    run.put(by(B, 4).only(ChangeKind.MARK, other), by(B, 5).writes(1, "b5"));
    run.passes(LOOK);
    run.put(acknowledgedBy(A, 6), acknowledgedBy(C, 6));
    assertThat(run.database.versions()).containsOnlyKeys(keyOf(1));

    for (Origin origin : List.of(A, B, C)) {
      run.put(by(origin, 7).only(ChangeKind.MARK, other));
    }
    run.passes(LOOK_AT_ALL);
    run.assigned(LANE).putNothing();

    assertThat(run.database.versions()).isEmpty();
  }

  @Test
  void lanes_that_moved_are_looked_at_once_a_second_though_nothing_arrives() {
    countLooks();
    run.put(by(A, 1).only(ChangeKind.MARK, LANE), by(B, 5).writes(1, "b5"));
    run.put(acknowledgedBy(A, 6));
    run.put(acknowledgedBy(C, 6));
    assertThat(looks).isEqualTo(1);
    assertThat(run.context.timeoutMillis).isEqualTo(LOOK.toMillis());
    assertThat(run.database.versions()).isNotEmpty();

    run.passes(LOOK);
    run.putNothing();

    assertThat(looks).isEqualTo(2);
    assertThat(run.database.versions()).isEmpty();
  }

  @Test
  void a_lane_that_did_not_move_is_left_alone_until_all_are_looked_at() {
    countLooks();
    run.assigned(LANE).put(by(A, 1).only(ChangeKind.MARK, LANE), by(B, 5).writes(1, "b5"));
    run.passes(LOOK);
    run.putNothing();
    assertThat(looks).isEqualTo(1);

    run.passes(LOOK_AT_ALL);
    run.putNothing();

    assertThat(looks).isEqualTo(2);
  }

  /** There may be millions, and every look reads them all. */
  @Test
  void rows_that_wait_for_a_member_who_is_away_are_left_alone_however_much_is_merged() {
    countLooks();
    run.put(acknowledgedBy(A, 1), by(B, 5).writes(1, "b5"));
    assertThat(looks).isEqualTo(1);
    for (int stamp = 6; stamp < 9; stamp++) {
      run.passes(LOOK);
      // The own capture tells how far it has read, which no row waits for.
      run.put(by(B, stamp).saw(B, stamp - 1).writes(1, "b" + stamp), acknowledgedBy(A, stamp));
    }
    assertThat(looks).isEqualTo(1);
    assertThat(run.database.versions()).isNotEmpty();

    run.passes(LOOK);
    run.put(acknowledgedBy(A, 9, 8), acknowledgedBy(C, 9, 8));

    assertThat(looks).isEqualTo(2);
    assertThat(run.database.versions()).isEmpty();
  }

  @Test
  void a_task_that_begins_looks_at_the_lanes_that_are_assigned_to_it() {
    acknowledgedButKept();
    countLooks();

    run.assigned(LANE + 1).putNothing();
    assertThat(looks).as("another task's lanes are not looked at").isZero();
    run.assigned(LANE).putNothing();

    assertThat(run.database.versions()).isEmpty();
  }

  @Test
  void a_task_whose_lanes_change_right_after_a_look_does_not_ask_to_be_called_all_the_time() {
    run.put(by(B, 5).writes(1, "b5"));

    run.assigned(LANE).putNothing();

    assertThat(run.context.timeoutMillis).isEqualTo(LOOK.toMillis());
  }

  @Test
  void a_task_with_nothing_to_forget_asks_not_to_be_called() {
    run.assigned(LANE).putNothing();

    assertThat(run.context.timeoutMillis).isEqualTo(-1);
  }

  @Test
  void lanes_that_others_were_in_the_way_of_are_looked_at_again() {
    failOnce(new StoreException.Contended("deadlock", null));

    run.put(by(B, 5).writes(1, "b5"), acknowledgedBy(A, 6), acknowledgedBy(C, 6));
    assertThat(run.context.metric("retries-in-a-row")).isZero();
    assertThat(run.database.versions()).isNotEmpty();

    run.passes(LOOK);
    run.putNothing();
    assertThat(run.database.versions()).isEmpty();
  }

  @Test
  void nothing_is_forgotten_of_a_lane_whose_floor_could_not_be_raised() {
    int[] failures = {1};
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          @SuppressWarnings("unchecked") // the statement answers how many
          public <R> R answered(Statement<R> statement, R answer) {
            return statement instanceof RaiseFloors && failures[0]-- > 0
                ? (R) Integer.valueOf(0)
                : answer;
          }
        });

    run.put(by(B, 5).writes(1, "b5"), acknowledgedBy(A, 6), acknowledgedBy(C, 6));
    assertThat(run.database.versions()).isNotEmpty();
    assertThat(run.database.floors()).as("rolled back").isEmpty();

    run.passes(LOOK);
    run.putNothing();
    assertThat(run.database.versions()).isEmpty();
    assertThat(run.database.floors()).isNotEmpty();
  }

  @Test
  void lanes_that_were_due_when_the_store_went_away_are_looked_at_when_it_is_back() {
    run.assigned(LANE).putNothing();
    failOnce(new StoreException.Unreachable("no connection", null));

    assertThatThrownBy(
            () -> run.put(by(B, 5).writes(1, "b5"), acknowledgedBy(A, 6), acknowledgedBy(C, 6)))
        .isInstanceOf(RetriableException.class);
    run.passes(LOOK);
    run.putNothing();

    assertThat(run.database.versions()).isEmpty();
  }

  @Test
  void a_look_at_all_lanes_that_the_store_did_not_answer_is_made_up_for() {
    acknowledgedButKept();
    int[] failures = {1};
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void beforeLanesInFlight() {
            if (failures[0]-- > 0) {
              throw new StoreException.Unreachable("no connection", null);
            }
          }
        });

    run.assigned(LANE);
    assertThatThrownBy(run::putNothing).isInstanceOf(RetriableException.class);
    run.passes(LOOK);
    run.putNothing();

    assertThat(run.database.versions()).isEmpty();
  }

  // The retention

  @Test
  void what_a_silent_member_never_acknowledged_is_forgotten_once_the_retention_is_over() {
    run.with("tombstone.retention.ms", "3600000").assigned(LANE);
    run.put(by(B, 5).writes(1, "b5"), acknowledgedBy(A, 6));

    run.passes(Duration.ofHours(1));
    run.putNothing();
    assertThat(run.database.versions()).as("not longer ago than the retention").isNotEmpty();
    run.passes(LOOK_AT_ALL);
    run.putNothing();

    assertThat(run.database.versions()).isEmpty();
    assertThat(run.database.floors().values()).containsExactly(vector(Map.of(B, 5L)));
    assertThat(run.context.metric("versions-dropped-total")).isZero();
    assertThat(run.context.metric("versions-expired-total")).isEqualTo(1);
  }

  @Test
  void a_row_that_two_members_are_silent_about_is_counted_once() {
    run.with("tombstone.retention.ms", "60000").with("context.origins", "a,b,c,d").assigned(LANE);
    long four = new Members(Set.of(A, B, C, new Origin("d"))).fingerprint();
    run.put(by(B, 5).ofMembers(four).writes(1, "b5"), acknowledgedBy(A, 6).ofMembers(four));

    run.passes(LOOK_AT_ALL.plus(LOOK));
    run.putNothing();

    assertThat(run.database.versions()).isEmpty();
    assertThat(run.context.metric("versions-expired-total")).isEqualTo(1);
  }

  @Test
  void what_the_own_capture_has_not_acknowledged_is_kept_however_long_it_takes() {
    run.with("tombstone.retention.ms", "3600000").assigned(LANE);
    run.put(by(A, 1).only(ChangeKind.MARK, LANE), by(B, 5).writes(1, "b5"), acknowledgedBy(C, 6));

    run.passes(Duration.ofDays(365));
    run.putNothing();

    assertThat(run.database.versions()).containsOnlyKeys(keyOf(1));
    assertThat(run.database.floors()).isEmpty();
  }

  @Test
  void a_retention_shorter_than_a_minute_is_looked_for_as_often() {
    run.with("tombstone.retention.ms", "5000").assigned(LANE);
    run.put(by(B, 5).writes(1, "b5"), acknowledgedBy(A, 6));
    run.passes(LOOK);
    run.putNothing();

    assertThat(run.context.timeoutMillis).isBetween(1L, 5_000L);
    run.passes(Duration.ofMillis(run.context.timeoutMillis + 5_000));
    run.putNothing();

    assertThat(run.database.versions()).isEmpty();
  }

  /** A member says that it has seen the change of b, in the lane of that. */
  private NoteChange acknowledgedBy(Origin member, long stamp) {
    return acknowledgedBy(member, stamp, 5);
  }

  private NoteChange acknowledgedBy(Origin member, long stamp, long seen) {
    long ahead = run.database.position() + 1_000;
    return by(member, stamp).saw(B, seen).at(ahead).only(ChangeKind.MARK, LANE);
  }

  /** What could be forgotten was not when the task ended. */
  private void acknowledgedButKept() {
    run.withFaults(failing(() -> true, new StoreException.Contended("deadlock", null)));
    run.put(by(B, 5).writes(1, "b5"), acknowledgedBy(A, 6), acknowledgedBy(C, 6));
    assertThat(run.database.versions()).isNotEmpty();
    run.restarted().withFaults(new FaultyStore.Faults() {});
  }

  private void countLooks() {
    run.withFaults(failing(() -> ++looks < 0, new StoreException.Contended("never", null)));
  }

  private void failOnce(StoreException failure) {
    int[] failures = {1};
    run.restarted().withFaults(failing(() -> failures[0]-- > 0, failure));
  }

  private interface Condition {
    boolean holds();
  }

  private static FaultyStore.Faults failing(Condition when, StoreException failure) {
    return new FaultyStore.Faults() {
      @Override
      public void before(Statement<?> statement) {
        if (statement instanceof LockFloors && when.holds()) {
          throw failure;
        }
      }
    };
  }
}
