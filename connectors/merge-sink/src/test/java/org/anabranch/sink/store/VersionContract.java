package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.junit.jupiter.api.Test;

/** What a store promises of version rows. */
abstract class VersionContract extends WatermarkContract {

  @Test
  void a_claimed_version_is_locked_and_empty() {
    VersionKey key = keyOf(1);
    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(new ClaimVersions(List.of(key)))).isEqualTo(1);
      assertThat(transaction.execute(new LockVersions(List.of(key))))
          .containsExactly(Map.entry(key, empty(key)));
      assertThat(transaction.execute(new ClaimVersions(List.of(key)))).isZero();
      transaction.commit();
    }
    assertThat(lock(store, key)).containsExactly(Map.entry(key, empty(key)));
  }

  @Test
  void a_version_that_is_there_is_not_claimed() {
    VersionRow written = version(1, 5, null);
    write(List.of(written));
    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(new ClaimVersions(List.of(keyOf(1), keyOf(2))))).isEqualTo(1);
      assertThat(transaction.execute(new LockVersions(List.of(keyOf(1), keyOf(2)))))
          .containsOnly(Map.entry(keyOf(1), written), Map.entry(keyOf(2), empty(keyOf(2))));
    }
  }

  @Test
  void keys_that_come_next_are_claimed_and_read_as_if_the_watermarks_had_moved_alone() {
    VersionRow written = version(1, 5, null);
    write(List.of(written));
    List<VersionKey> keys = List.of(keyOf(1), keyOf(2)).stream().sorted().toList();
    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(startingWith(keys))).isTrue();
      assertThat(transaction.execute(new ClaimVersions(keys))).isEqualTo(1);
      assertThat(transaction.execute(new LockVersions(keys)))
          .containsOnly(Map.entry(keyOf(1), written), Map.entry(keyOf(2), empty(keyOf(2))));
      transaction.execute(new WriteVersions(List.of(version(1, 8, null), version(2, 9, null))));
      transaction.commit();
    }
    assertThat(read(1, 2).values())
        .containsExactlyInAnyOrder(version(1, 8, null), version(2, 9, null));
  }

  @Test
  void keys_that_come_next_change_nothing_where_a_watermark_stands_elsewhere() {
    List<VersionKey> keys = List.of(keyOf(1));
    run(store, transaction -> transaction.execute(startingWith(keys)));
    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(startingWith(keys))).isFalse();
    }
    assertThat(read(1)).isEmpty();
  }

  @Test
  void a_version_that_nobody_claimed_is_not_found() {
    try (StoreTransaction transaction = store.begin()) {
      assertThat(transaction.execute(new LockVersions(List.of(keyOf(1))))).isEmpty();
    }
  }

  @Test
  void version_rows_come_back_as_they_were_written() {
    KeyVersion won =
        new KeyVersion(
            vector(Map.of(A, 7L, B, 3L)), by(A, 7).deletes(1).change().id(), new Stamp(7), true);
    KeyVersion snapshot =
        new KeyVersion(
            VersionVector.EMPTY,
            by(B, 4).writes(2, "x").asSnapshot().change().id(),
            new Stamp(4),
            false);
    KeyVersion onlyRefused = new KeyVersion(vector(Map.of(B, 3L)), null, Stamp.ZERO, false);
    List<VersionRow> rows =
        List.of(
            new VersionRow(keyOf(1), won, false, new SinkWrite(Long.MAX_VALUE - 1, 77, true)),
            new VersionRow(keyOf(2), snapshot, true, new SinkWrite(12, 4_000_000_000L, false)),
            new VersionRow(keyOf(3), onlyRefused, false, null),
            new VersionRow(keyOf(4), won, false, null, RowColumns.NONE, new Stamp(6)));

    write(rows);

    assertThat(read(1, 2, 3, 4).values()).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  void a_version_row_is_written_over() {
    VersionRow first = version(1, 5, new SinkWrite(1, 2, false));
    VersionRow second = version(1, 9, null);
    write(List.of(first));

    write(List.of(second));

    assertThat(read(1)).containsExactly(Map.entry(keyOf(1), second));
  }

  @Test
  void a_transaction_waits_for_a_version_row_and_then_reads_what_the_other_wrote()
      throws Exception {
    write(List.of(version(1, 5, null)));
    VersionRow newer = version(1, 9, null);
    ContextStore second = another();
    try (StoreTransaction first = store.begin()) {
      first.execute(new ClaimVersions(List.of(keyOf(1))));
      first.execute(new LockVersions(List.of(keyOf(1))));
      CompletableFuture<Map<VersionKey, VersionRow>> waiting =
          CompletableFuture.supplyAsync(() -> lock(second, keyOf(1)), others);
      assertBlocked(waiting);
      first.execute(new WriteVersions(List.of(newer)));
      first.commit();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).containsExactly(Map.entry(keyOf(1), newer));
    }
  }

  @Test
  void a_transaction_waits_for_a_version_row_that_is_only_just_claimed() throws Exception {
    VersionRow written = version(1, 9, null);
    ContextStore second = another();
    try (StoreTransaction first = store.begin()) {
      first.execute(new ClaimVersions(List.of(keyOf(1))));
      first.execute(new LockVersions(List.of(keyOf(1))));
      CompletableFuture<Map<VersionKey, VersionRow>> waiting =
          CompletableFuture.supplyAsync(() -> lock(second, keyOf(1)), others);
      assertBlocked(waiting);
      first.execute(new WriteVersions(List.of(written)));
      first.commit();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).containsExactly(Map.entry(keyOf(1), written));
    }
  }
}
