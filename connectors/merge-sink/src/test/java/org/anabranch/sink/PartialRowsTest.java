package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Changes that come without true values of all columns. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PartialRowsTest {

  private static final ColumnMarks REMOVED =
      new ColumnMarks(Set.of("extra"), Set.of(), Set.of(), Set.of());
  private static final ColumnMarks MASKED =
      new ColumnMarks(Set.of(), Set.of(), Set.of(), Set.of("extra"));
  private static final ColumnMarks LEFT_OUT =
      new ColumnMarks(Set.of(), Set.of("extra"), Set.of(), Set.of());

  private final SinkRun run = new SinkRun();
  private int reads;

  private static NoteChange insert(long stamp, ColumnMarks marks) {
    return by(B, stamp).inserting().writes(new Note(1, "b", "***")).marked(marks);
  }

  @Test
  void rows_that_are_merged_as_a_whole_may_lack_nothing() {
    for (ColumnMarks marks : new ColumnMarks[] {REMOVED, MASKED, LEFT_OUT}) {
      assertThatThrownBy(() -> run.put(insert(5, marks)))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(
              "[extra]",
              "merge.strategy.contract.note=per-column",
              "ALTER TABLE contract.note REPLICA IDENTITY FULL",
              "partition")
          .hasMessageNotContaining("***");
    }
    assertThat(run.database.altered()).isEmpty();
  }

  @Test
  void columns_with_merges_of_their_own_may_not_be_altered() {
    run.with("merge.strategy", "per-column").with("merge.columns", "contract.note.extra:text");

    assertThatThrownBy(() -> run.put(insert(5, MASKED)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("[extra]", "merge.columns", "partition");
  }

  @Test
  void documents_that_are_merged_by_field_may_lack_nothing() {
    run.with("merge.strategy", "per-column").byField = true;

    for (ColumnMarks marks : new ColumnMarks[] {REMOVED, MASKED, LEFT_OUT}) {
      assertThatThrownBy(() -> run.put(insert(5, marks)))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("[extra]", "field by field", "contract.note", "partition")
          .hasMessageNotContaining("***");
    }
    assertThat(run.database.altered()).isEmpty();
  }

  @Test
  void columns_with_merges_of_their_own_may_not_be_left_out_of_an_update() {
    run.with("merge.columns", "contract.note.extra:max");

    assertThatThrownBy(
            () ->
                run.put(
                    by(B, 5)
                        .over(new Note(1, "a", "1"))
                        .writes(new Note(1, "b", "1"))
                        .marked(LEFT_OUT)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("[extra]", "keep.columns", "merge.columns", "partition");
  }

  @Test
  void columns_that_are_each_regions_own_may_be_left_out() {
    run.with("merge.columns", "contract.note.extra:local");

    run.put(insert(5, LEFT_OUT));

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "b", null));
  }

  @Test
  void columns_that_their_last_writer_has_may_be_altered() {
    run.with("merge.strategy", "per-column").with("merge.columns", "contract.note.body:text");

    run.put(insert(5, MASKED));

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "b", "***"));
    assertThat(run.database.altered()).hasSize(1);
  }

  @Test
  void a_task_that_gets_other_lanes_knows_what_others_have_learned() {
    run.with("merge.strategy", "per-column");
    run.put(insert(5, MASKED));
    run.withFaults(
        new FaultyStore.Faults() {
          @Override
          public void before(Statement<?> statement) {
            reads += statement instanceof Statement.RememberAltered ? 1 : 0;
          }
        });

    run.restarted();
    run.assigned(0, 1, 2, 3);
    run.put(
        by(B, 6).over(new Note(1, "b", "***")).writes(new Note(1, "later", "***")).marked(MASKED));

    assertThat(run.database.find(1)).isEqualTo(new Note(1, "later", "***"));
    assertThat(reads).isZero();
  }
}
