package org.anabranch.store.postgres.positions;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.testkit.servers.Await;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Rule M4 where rows move between partitions. Every unique key of a partitioned table contains what
 * it is partitioned by, so a row that moves has another key: a capture tells of a delete and an
 * insert.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PartitionedRowsTest {

  private static final String MOVE = "UPDATE contract.note SET id = 11 WHERE id = 1";

  private final NoteRegion region =
      new NoteRegion(
          "CREATE TABLE contract.note (id bigint PRIMARY KEY, body varchar(40), extra text)"
              + " PARTITION BY RANGE (id)",
          "CREATE TABLE contract.note_low PARTITION OF contract.note FOR VALUES FROM (0) TO (10)",
          "CREATE TABLE contract.note_high PARTITION OF contract.note FOR VALUES FROM (10) TO (20)",
          "ALTER TABLE contract.note_low REPLICA IDENTITY FULL",
          "ALTER TABLE contract.note_high REPLICA IDENTITY FULL");
  private final long own = region.writes("INSERT INTO contract.note VALUES (1, 'a9')").position();

  @AfterEach
  void close() {
    region.close();
  }

  private MergeReport ownArrives() {
    return region.merge(by(A, 9).at(own).writes(1, "a9"));
  }

  private @Nullable String rows() {
    return region.database.text(
        "SELECT string_agg(tableoid::regclass || ':' || id || ':' || body, ' ' ORDER BY id)"
            + " FROM contract.note");
  }

  /** The changes of a local move: the delete, then the insert. */
  private List<LoggedChange> moves(String sql) {
    List<LoggedChange> moved = region.write(sql, List::copyOf);
    assertThat(moved).hasSize(2);
    assertThat(moved.get(0).deletes()).isTrue();
    assertThat(moved.get(1).inserts()).isTrue();
    return moved;
  }

  /** The changes of a local move as they arrive, with the highest stamp of b that they saw. */
  private static NoteChange[] arrivals(List<LoggedChange> moved, String body, long saw) {
    return new NoteChange[] {
      by(A, 10).saw(B, saw).at(moved.get(0).position()).deletes(1),
      by(A, 11).saw(B, saw).at(moved.get(1).position()).writes(11, body)
    };
  }

  @Test
  void a_local_move_that_the_sink_had_written_over_is_made_again() {
    ownArrives();
    List<LoggedChange> moved = moves("UPDATE contract.note SET id = 11, body = 'a10' WHERE id = 1");
    region.merge(by(B, 6).writes(11, "b6"), by(B, 7).saw(A, 9).writes(1, "b7"));
    assertThat(rows()).isEqualTo("contract.note_low:1:b7 contract.note_high:11:b6");

    MergeReport report = region.merge(arrivals(moved, "a10", 0));

    assertThat(rows()).isEqualTo("contract.note_high:11:a10");
    assertThat(report.rewritten()).isEqualTo(2);
    assertThat(region.mark(11)).isEqualTo(region.writtenBy(11));
  }

  @Test
  void a_row_that_was_moved_away_since_the_sink_wrote_it_is_not_restored() {
    region.merge(by(B, 5).writes(1, "b5"));
    List<LoggedChange> moved = moves(MOVE);

    ownArrives();

    assertThat(rows()).isEqualTo("contract.note_high:11:b5");
    MergeReport report = region.merge(arrivals(moved, "b5", 5));
    assertThat(rows()).isEqualTo("contract.note_high:11:b5");
    assertThat(report.rewritten()).isZero();
  }

  @Test
  void a_row_that_was_moved_away_and_back_is_a_later_local_write() {
    region.merge(by(B, 5).writes(1, "b5"));
    region.write(
        "BEGIN; " + MOVE + "; SAVEPOINT s; UPDATE contract.note SET id = 1; COMMIT", List::copyOf);

    MergeReport report = ownArrives();

    assertThat(rows()).isEqualTo("contract.note_low:1:b5");
    assertThat(report.rewritten()).isZero();
    assertThat(region.mark(1)).isNotEqualTo(region.writtenBy(1));
  }

  @Test
  void an_own_row_that_a_remote_move_had_deleted_is_restored_in_its_partition() {
    region.merge(by(B, 5).deletes(1), by(B, 6).writes(11, "b6"));
    assertThat(rows()).isEqualTo("contract.note_high:11:b6");

    ownArrives();

    assertThat(rows()).isEqualTo("contract.note_low:1:a9 contract.note_high:11:b6");
    assertThat(region.mark(1)).isEqualTo(region.writtenBy(1));
  }

  @Test
  void an_own_row_that_a_remote_move_had_written_over_is_restored_in_its_partition() {
    long high = region.writes("INSERT INTO contract.note VALUES (11, 'a10')").position();
    ownArrives();
    region.merge(by(B, 5).saw(A, 9).deletes(1), by(B, 6).writes(11, "b6"));
    assertThat(rows()).isEqualTo("contract.note_high:11:b6");

    region.merge(by(A, 10).at(high).writes(11, "a10"));

    assertThat(rows()).isEqualTo("contract.note_high:11:a10");
    assertThat(region.mark(11)).isEqualTo(region.writtenBy(11));
  }

  @Test
  void an_upsert_that_waited_for_a_row_to_move_away_is_tried_again() throws Exception {
    List<LoggedChange> moved = moveWhileMerging(by(B, 5).writes(1, "b5"));
    assertThat(rows()).isEqualTo("contract.note_low:1:b5 contract.note_high:11:a9");

    ownArrives();
    region.merge(arrivals(moved, "a9", 0));

    assertThat(rows()).isEqualTo("contract.note_high:11:a9");
  }

  @Test
  void a_delete_that_waited_for_a_row_to_move_away_is_tried_again() throws Exception {
    moveWhileMerging(by(B, 5).deletes(1));

    assertThat(rows()).isEqualTo("contract.note_high:11:a9");
  }

  @Test
  void a_restored_row_that_moved_away_while_it_was_waited_for_stays_away() throws Exception {
    region.merge(by(B, 5).writes(1, "b5"));

    moveWhileMerging(by(A, 9).at(own).writes(1, "a9"));

    assertThat(rows()).isEqualTo("contract.note_high:11:b5");
  }

  private List<LoggedChange> moveWhileMerging(NoteChange change) throws Exception {
    try (Connection application = region.database.connect();
        Statement moving = application.createStatement()) {
      application.setAutoCommit(false);
      region.logged();
      moving.execute(MOVE);
      CompletableFuture<MergeReport> merging = region.merging(change);
      region.awaitWaiting();
      application.commit();
      merging.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
    return region.logged().stream()
        .filter(logged -> logged.id() == 1 || logged.id() == 11)
        .limit(2)
        .toList();
  }
}
