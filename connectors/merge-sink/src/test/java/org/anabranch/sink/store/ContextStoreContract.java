package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.sink.store.Statement.RememberAltered;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ContextStore} promises. A store's own test extends this and gives each test an
 * empty database that holds the table {@link NoteChange#TABLE}.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class ContextStoreContract extends ParkingContract {

  /** What the store tells of the columns of the table of notes. */
  protected Map<String, ColumnForm> columns() {
    return Map.of("id", ColumnForm.INTEGER, "body", ColumnForm.TEXT, "extra", ColumnForm.TEXT);
  }

  @Test
  void tells_which_columns_are_written() {
    store.prepare(Set.of(NoteChange.TABLE));

    assertThat(store.columns(NoteChange.TABLE)).isEqualTo(columns());
    assertThat(store.columns(new TableName("contract", "missing"))).isEmpty();
  }

  // Conflicts

  @Test
  void a_conflict_is_recorded_once() {
    List<Conflict> conflicts = List.of(conflict(1), conflict(2), quarantined());

    assertThat(record(conflicts)).isEqualTo(3);
    assertThat(record(conflicts)).isZero();
    assertThat(conflictsRecorded()).isEqualTo(3);
  }

  @Test
  void a_change_that_was_refused_for_its_key_is_recorded_without_key_and_row() {
    Arrival change = by(A, 8).writes(3, "x").arrival();
    Arrival refused =
        new Arrival(change.change(), null, null, null, change.place(), "the key hashes otherwise");

    assertThat(
            record(
                List.of(
                    new Conflict(
                        refused,
                        null,
                        new Version.Brought(refused.change().id(), refused),
                        "last-writer-wins",
                        Verdict.QUARANTINED,
                        refused.refusal()))))
        .isEqualTo(1);
    assertThat(conflictsRecorded()).isEqualTo(1);
  }

  @Test
  void a_refusal_is_recorded_once() {
    List<Refusal> refusals =
        List.of(
            new Refusal(by(A, 1).writes(1, "x").arrival().place(), "no header"),
            new Refusal(by(A, 2).writes(1, "x").arrival().place(), "no header"));

    assertThat(refuse(refusals)).isEqualTo(2);
    assertThat(refuse(refusals)).isZero();
    assertThat(conflictsRecorded()).isEqualTo(2);
  }

  // Altered columns

  @Test
  void a_column_that_arrives_altered_is_kept_once_and_for_every_task() {
    AlteredColumn body = new AlteredColumn(A, NoteChange.TABLE, "body");
    AlteredColumn extra = new AlteredColumn(A, NoteChange.TABLE, "extra");
    assertThat(store.altered()).isEmpty();

    assertThat(execute(new RememberAltered(List.of(body)))).isEqualTo(1);
    assertThat(execute(new RememberAltered(List.of(body, extra)))).isEqualTo(1);

    assertThat(store.altered()).containsExactlyInAnyOrder(body, extra);
    assertThat(another().altered()).containsExactlyInAnyOrder(body, extra);
  }

  @Test
  void two_tasks_that_learn_of_the_same_column_at_once_both_go_on() throws Exception {
    AlteredColumn body = new AlteredColumn(A, NoteChange.TABLE, "body");
    ContextStore other = another();
    CompletableFuture<Integer> second;
    try (StoreTransaction first = store.begin()) {
      first.execute(new RememberAltered(List.of(body)));
      second =
          CompletableFuture.supplyAsync(
              () -> run(other, task -> task.execute(new RememberAltered(List.of(body)))), others);
      assertBlocked(second);
      first.commit();
    }

    assertThat(second.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(other.altered()).containsExactly(body);
  }

  // Transactions

  @Test
  void what_is_not_committed_never_happened() {
    save(new Note(2, "stays", null));
    try (StoreTransaction transaction = store.begin()) {
      transaction.execute(
          new AdvanceWatermarks(
              List.of(new WatermarkMove(STREAM, Watermark.NONE, watermark(5, Map.of(A, 5L))))));
      transaction.execute(new ClaimVersions(List.of(keyOf(1))));
      transaction.execute(
          new UpsertRows(NoteChange.TABLE, List.of(target(by(A, 5).writes(1, "never").arrival()))));
      transaction.execute(
          new DeleteRows(NoteChange.TABLE, List.of(target(by(A, 5).deletes(2).arrival()))));
      transaction.execute(new WriteVersions(List.of(version(1, 5, null))));
      transaction.execute(new RecordConflicts(List.of(conflict(1))));
      transaction.execute(
          new RememberAltered(List.of(new AlteredColumn(A, NoteChange.TABLE, "body"))));
    }

    assertThat(store.altered()).isEmpty();
    assertThat(store.watermarks(Set.of(STREAM))).isEmpty();
    assertThat(find(1)).isNull();
    assertThat(find(2)).isNotNull();
    assertThat(read(1)).isEmpty();
    assertThat(conflictsRecorded()).isZero();
  }

  @Test
  void a_store_serves_one_transaction_after_another() {
    for (int i = 1; i <= 3; i++) {
      upsert(by(A, i).writes(1, "v" + i).arrival());
      assertThat(find(1)).isEqualTo(new Note(1, "v" + i, null));
    }
  }

  @Test
  void preparing_twice_changes_nothing() {
    advance(store, Watermark.NONE, watermark(5, Map.of(A, 5L)));

    store.prepare(Set.of(NoteChange.TABLE));
    another();

    assertThat(store.watermarks(Set.of(STREAM))).hasSize(1);
  }
}
