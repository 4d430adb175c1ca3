package org.anabranch.sink.plan;

import static org.anabranch.sink.plan.LaneSketch.id;
import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.LANES;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What is remembered of rows that are deleted since what they refer to is. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OrphanedRowsTest {

  private static final VersionKey KEY = keyOf(1);
  private static final long SINK = 3;
  private static final long APPLICATION = 9;
  private static final SinkWrite DELETED_NOW = new SinkWrite(90, 11, true);

  private final OrphanedRows orphaned =
      new OrphanedRows(
          A,
          KeyHasher.withSecret(null),
          List.of(
              new Child(
                  TABLE,
                  Objects.requireNonNull(by(B, 5).writes(1, "b5").arrival().key()),
                  "parent")),
          LANES,
          new RecordPlace("parents", 0, 1));

  @Test
  void a_row_that_an_application_has_written_to_is_parked_with_that() {
    found(version(false, new SinkWrite(40, SINK, false)), APPLICATION);

    assertThat(orphaned.parked()).hasSize(1);
    assertThat(written()).isEqualTo(new SinkWrite(90, 11, true, 90));
  }

  @Test
  void a_row_that_is_as_the_sink_left_it_is_parked_as_it_is() {
    found(version(false, new SinkWrite(40, SINK, false)), SINK);

    assertThat(orphaned.parked()).hasSize(1);
    assertThat(written()).isEqualTo(DELETED_NOW);
  }

  /** Its own change is on its way, and is to restore it. */
  @Test
  void an_application_s_row_beside_one_that_is_parked_is_not_taken_for_that() {
    found(version(true, new SinkWrite(40, SINK, true)), APPLICATION);

    assertThat(orphaned.parked()).isEmpty();
    assertThat(written()).isEqualTo(DELETED_NOW);
  }

  @Test
  void what_the_parked_one_holds_stays_known() {
    found(version(true, new SinkWrite(40, SINK, true, 38)), APPLICATION);

    assertThat(written()).isEqualTo(new SinkWrite(90, 11, true, 38));
  }

  private static VersionRow version(boolean hidden, SinkWrite written) {
    return new VersionRow(
        KEY,
        new KeyVersion(vector(Map.of(B, 5L)), id(B, 5), id(B, 5).stamp(), false),
        hidden,
        written);
  }

  private void found(VersionRow version, long writer) {
    Step.Ask<?> asked =
        (Step.Ask<?>)
            orphaned.lock(Map.of(KEY, version), () -> new Step.Forgot(DropReport.NOTHING));
    assertThat(asked.statement()).isInstanceOf(LockRows.class);
    assertThat(answer(asked, Map.of(KEY, new RowState(true, writer, "{}", false))))
        .isInstanceOf(Step.Forgot.class);
  }

  @SuppressWarnings("unchecked") // the statement answers how rows were found
  private static <R> Step answer(Step.Ask<R> asked, Map<VersionKey, RowState> found) {
    return asked.then().apply((R) found);
  }

  private SinkWrite written() {
    List<VersionRow> rows = orphaned.versions(Map.of(KEY, DELETED_NOW));
    assertThat(rows).hasSize(1);
    return Objects.requireNonNull(rows.get(0).written());
  }
}
