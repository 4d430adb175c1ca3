package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureTrackerTest {

  private static final Origin HERE = new Origin("here");
  private static final Origin THERE = new Origin("there");
  private static final TableName NOTES = new TableName("public", "notes");
  private static final long COMMITTED = 1_000;

  private final CaptureTracker tracker = new CaptureTracker(HERE, CaptureState.EMPTY);

  @Test
  void a_local_change_is_stamped_above_the_clock_and_not_before_its_commit() {
    tracker.begin();
    Stamped first = tracker.local(NOTES, 0, COMMITTED);
    Stamped second = tracker.local(NOTES, 0, COMMITTED - 500);
    assertThat(first.stamp()).isEqualTo(Stamp.atMillis(COMMITTED));
    assertThat(second.stamp()).isEqualTo(first.stamp().next());
    assertThat(second.sequence()).isEqualTo(second.stamp());
    assertThat(second.context().of(HERE)).isEqualTo(second.stamp());
  }

  @Test
  void a_watermark_makes_its_transaction_an_echo_and_enters_later_contexts_of_its_lane_only() {
    Stamp far = Stamp.atMillis(5_000);
    tracker.begin();
    tracker.watermark(THERE, NOTES, 1, far);
    assertThat(tracker.echo()).isTrue();
    assertThatThrownBy(() -> tracker.local(NOTES, 1, COMMITTED))
        .isInstanceOf(IllegalStateException.class);
    tracker.commit();

    tracker.begin();
    assertThat(tracker.echo()).isFalse();
    Stamped sameLane = tracker.local(NOTES, 1, COMMITTED);
    Stamped otherLane = tracker.local(NOTES, 0, COMMITTED);
    assertThat(sameLane.context().of(THERE)).isEqualTo(far);
    assertThat(otherLane.context().of(THERE)).isEqualTo(Stamp.ZERO);
    assertThat(sameLane.stamp()).isEqualTo(far.next());
  }

  @Test
  void a_watermark_of_the_own_origin_suppresses_its_transaction_and_enters_no_context() {
    tracker.begin();
    tracker.watermark(HERE, NOTES, 1, Stamp.atMillis(3));
    assertThat(tracker.echo()).isTrue();
    tracker.commit();
    assertThat(tracker.completed().applied()).isEqualTo(Applied.NONE);
    assertThat(tracker.completed().clock()).isEqualTo(Stamp.atMillis(3));
  }

  @Test
  void changes_after_a_marked_write_lie_above_it_without_having_seen_its_lane() {
    Stamp far = Stamp.atMillis(5_000);
    tracker.begin();
    tracker.marked(far);
    tracker.commit();

    tracker.begin();
    Stamped next = tracker.local(NOTES, 1, COMMITTED);
    assertThat(next.stamp()).isEqualTo(far.next());
    assertThat(next.context().of(THERE)).isEqualTo(Stamp.ZERO);
  }

  @Test
  void a_marked_write_says_nothing_of_what_else_its_transaction_has_written() {
    tracker.begin();
    Stamped before = tracker.local(NOTES, 1, COMMITTED);
    tracker.marked(Stamp.atMillis(5_000));
    Stamped receipt = tracker.receipt(NOTES, 1, COMMITTED);
    assertThat(tracker.echo()).isFalse();
    Stamped after = tracker.local(NOTES, 0, COMMITTED);
    assertThat(receipt.stamp()).isGreaterThan(before.stamp());
    assertThat(after.stamp()).isEqualTo(receipt.stamp().next());
  }

  @Test
  void watermarks_never_fall() {
    tracker.begin();
    tracker.watermark(THERE, NOTES, 1, Stamp.atMillis(9));
    tracker.watermark(THERE, NOTES, 1, Stamp.atMillis(4));
    tracker.commit();
    assertThat(tracker.completed().applied().of(NOTES, 1).of(THERE)).isEqualTo(Stamp.atMillis(9));
  }

  @Test
  void the_state_to_store_is_that_of_the_last_completed_transaction() {
    tracker.begin();
    tracker.local(NOTES, 0, COMMITTED);
    assertThat(tracker.completed()).isEqualTo(CaptureState.EMPTY);
    tracker.commit();
    assertThat(tracker.completed().clock()).isEqualTo(Stamp.atMillis(COMMITTED));
  }

  @Test
  void a_row_of_a_first_snapshot_has_the_stamp_zero_and_a_rising_sequence() {
    Stamped first = tracker.snapshotRow(NOTES, 0, COMMITTED);
    Stamped second = tracker.snapshotRow(NOTES, 1, COMMITTED);
    assertThat(first.stamp()).isEqualTo(Stamp.ZERO);
    assertThat(first.context().size()).isZero();
    assertThat(second.sequence()).isGreaterThan(first.sequence());
    assertThat(tracker.completed().clock()).isEqualTo(second.sequence());
  }

  @Test
  void a_watermark_after_application_rows_is_refused() {
    tracker.begin();
    tracker.local(NOTES, 0, COMMITTED);
    assertThatThrownBy(() -> tracker.watermark(THERE, NOTES, 0, Stamp.atMillis(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("anabranch.watermark");
  }

  @Test
  void what_comes_outside_its_place_is_refused() {
    assertThatThrownBy(tracker::commit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tracker.local(NOTES, 0, 1)).isInstanceOf(IllegalStateException.class);
    tracker.begin();
    assertThatThrownBy(tracker::begin).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tracker.snapshotRow(NOTES, 0, 1))
        .isInstanceOf(IllegalStateException.class);
  }
}
