package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.FindChildren;
import org.anabranch.sink.store.Statement.FindOrphans;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Rows that refer to others (docs/decisions/021): an {@code extra} that is {@code child-of-} a
 * number refers to that note.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ForeignKeysTest {

  private final SinkRun run = new SinkRun().with("fk.policy", "check");

  @AfterEach
  void stop() {
    run.close();
  }

  private static NoteChange child(Origin origin, long stamp, long id, long parent) {
    return by(origin, stamp).writes(new Note(id, "child", "child-of-" + parent));
  }

  private static NoteChange parent(Origin origin, long stamp, long id) {
    return by(origin, stamp).writes(new Note(id, "parent", null));
  }

  private @Nullable String body(long id) {
    return run.body(id);
  }

  private List<Conflict> told() {
    return run.database.conflicts().values().stream()
        .filter(conflict -> conflict.verdict() == Verdict.PARKED)
        .toList();
  }

  @Test
  void a_child_that_comes_before_its_parent_waits_for_it_and_nobody_is_told() {
    run.put(child(B, 6, 2, 1), parent(B, 7, 3));
    assertThat(body(2)).isNull();
    assertThat(body(3)).isEqualTo("parent");
    assertThat(run.database.parked()).containsOnlyKeys(keyOf(2));

    run.passes(Duration.ofSeconds(2));
    run.put(parent(C, 5, 1));

    assertThat(body(2)).isEqualTo("child");
    assertThat(run.database.parked()).isEmpty();
    assertThat(told()).isEmpty();
  }

  @Test
  void a_child_and_its_parent_of_one_batch_are_written_in_any_order() {
    List<Statement<?>> done = new ArrayList<>();
    run.withFaults(recording(done));

    run.put(child(B, 6, 2, 1), child(B, 7, 4, 4), parent(C, 5, 1));

    assertThat(body(2)).isEqualTo("child");
    assertThat(body(4)).as("a row that refers to itself").isEqualTo("child");
    assertThat(done).noneMatch(Statement.WriteParked.class::isInstance);
    assertThat(done).filteredOn(FindOrphans.class::isInstance).hasSize(1);
  }

  private static FaultyStore.Faults recording(List<Statement<?>> done) {
    return new FaultyStore.Faults() {
      @Override
      public void before(Statement<?> statement) {
        done.add(statement);
      }
    };
  }

  @Test
  void the_children_of_a_row_that_is_deleted_wait_and_come_back_with_it() {
    run.put(parent(B, 5, 1), child(B, 6, 2, 1), child(B, 7, 3, 2), child(B, 8, 4, 3));

    run.put(by(C, 9).saw(B, 8).deletes(1));
    assertThat(List.of(1L, 2L, 3L, 4L)).allMatch(id -> body(id) == null);
    assertThat(run.database.parked()).containsOnlyKeys(keyOf(2), keyOf(3), keyOf(4));
    assertThat(run.database.versions().values())
        .filteredOn(row -> !row.key().equals(keyOf(1)))
        .allMatch(row -> row.hidden() && !row.version().deleted());

    run.passes(Duration.ofSeconds(2));
    run.put(by(B, 10).saw(C, 9).writes(new Note(1, "parent", null)));
    assertThat(List.of(2L, 3L, 4L)).allMatch(id -> "child".equals(body(id)));
    assertThat(run.database.parked()).isEmpty();
  }

  @Test
  void children_that_are_deleted_with_their_parent_leave_nothing_behind() {
    run.put(parent(B, 5, 1), child(B, 6, 2, 1));

    run.put(by(B, 7).deletes(1));
    run.put(by(B, 8).deletes(2));

    assertThat(run.database.parked()).isEmpty();
    assertThat(told()).isEmpty();
    assertThat(body(2)).isNull();
  }

  @Test
  void a_row_that_a_local_application_wrote_and_that_is_nowhere_known_yet_waits_too() {
    run.put(parent(B, 5, 1), by(A, 1).writes(9, null).at(1));
    run.database.save(new Note(2, "local", "child-of-1"));

    run.put(by(C, 9).saw(B, 5).deletes(1));
    assertThat(body(2)).isNull();

    run.put(by(A, 6).writes(new Note(2, "local", "child-of-1")).at(2));
    assertThat(body(2)).isNull();
    assertThat(run.database.parked()).containsOnlyKeys(keyOf(2));

    run.passes(Duration.ofSeconds(2));
    run.put(by(B, 10).saw(C, 9).writes(new Note(1, "parent", null)));
    assertThat(body(2)).isEqualTo("local");
  }

  @Test
  void people_are_told_of_a_child_once_it_has_waited_for_more_than_a_minute() {
    run.put(child(B, 6, 2, 1));
    run.passes(Duration.ofSeconds(30));
    run.put(parent(B, 7, 3));
    assertThat(told()).isEmpty();

    run.passes(Duration.ofSeconds(61));
    run.putNothing();
    assertThat(told())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.winner()).isNull();
              assertThat(conflict.reason()).contains("note_parent");
            });

    run.passes(Duration.ofSeconds(2));
    run.put(parent(C, 8, 1));
    assertThat(body(2)).isEqualTo("child");
    assertThat(run.database.closings()).hasSize(1);
  }

  @Test
  void a_parent_that_a_local_application_writes_is_found_within_a_minute() {
    run.put(child(B, 6, 2, 1));
    run.database.save(new Note(1, "local", null));

    run.passes(Duration.ofSeconds(61));
    run.putNothing();

    assertThat(body(2)).isEqualTo("child");
  }

  @Test
  void a_row_that_has_to_make_way_takes_its_children_with_it() {
    run.database.exclude();
    run.put(by(B, 5).writes(new Note(1, "first", "unique-x")), child(B, 6, 2, 1));

    run.put(by(C, 9).writes(new Note(3, "second", "unique-x")));
    run.passes(Duration.ofSeconds(2));
    run.put(parent(B, 10, 4));

    assertThat(body(3)).isEqualTo("second");
    assertThat(body(1)).isNull();
    assertThat(body(2)).isNull();
    assertThat(run.database.parked()).containsOnlyKeys(keyOf(1), keyOf(2));

    run.passes(Duration.ofSeconds(2));
    run.put(by(C, 11).saw(B, 10).deletes(3));
    run.passes(Duration.ofSeconds(2));
    run.put(parent(B, 12, 4));
    assertThat(body(1)).isEqualTo("first");
    assertThat(body(2)).isEqualTo("child");
  }

  @Test
  void what_nobody_asks_for_costs_no_statement() {
    List<Statement<?>> done = new ArrayList<>();
    try (SinkRun trusting = new SinkRun().withFaults(recording(done))) {
      trusting.put(child(B, 6, 2, 1));
      trusting.put(by(B, 7).deletes(2));

      assertThat(done)
          .isNotEmpty()
          .noneMatch(FindOrphans.class::isInstance)
          .noneMatch(FindChildren.class::isInstance);
    }
  }

  @Test
  void orphans_are_counted_by_the_task_that_has_lane_0_where_somebody_asks_for_it() {
    try (SinkRun trusting = new SinkRun().with("fk.orphans.interval.ms", "60000")) {
      trusting.assigned(1, 2).put(child(B, 6, 2, 1), child(B, 7, 3, 1), parent(B, 8, 4));
      trusting.passes(Duration.ofSeconds(61));
      trusting.putNothing();
      assertThat(trusting.context.metric("orphan-rows")).isEqualTo(-1);

      trusting.assigned(0, 1).putNothing();
      assertThat(trusting.context.metric("orphan-rows")).isEqualTo(2);

      trusting.put(parent(C, 9, 1));
      assertThat(trusting.context.metric("orphan-rows")).isEqualTo(2);
      trusting.passes(Duration.ofSeconds(61));
      trusting.putNothing();
      assertThat(trusting.context.metric("orphan-rows")).isZero();
    }
  }

  @Test
  void tables_whose_rows_cannot_be_parked_are_refused_with_the_way_out() {
    assertThatThrownBy(
            () ->
                new SinkRun()
                    .with("fk.policy", "check")
                    .with("merge.strategy", "per-column")
                    .sink())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("merged by column")
        .hasMessageContaining("Set fk.policy to trust, and fk.policy.<schema>.<table> to check");
    assertThatThrownBy(
            () ->
                new SinkRun()
                    .with("fk.policy.public.note", "check")
                    .with("conflict.policy.public.note", "keep-local")
                    .sink())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Set fk.policy.public.note to trust");
    assertThatThrownBy(() -> new SinkRun().with("fk.policy.public.note", "yes").sink())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("trust, check");
  }
}
