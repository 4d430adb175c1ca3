package org.anabranch.store.postgres.positions;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.testkit.servers.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/CONVERGENCE.md says of table rewrites under "What is not promised". */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RewrittenTablesTest {

  private static final String TO_NUMBERS =
      "ALTER TABLE contract.note ALTER COLUMN body TYPE int USING body::int";

  private final NoteRegion region = NoteRegion.plain();
  private final long own = region.writes("INSERT INTO contract.note VALUES (1, '9')").position();

  {
    region.merge(by(B, 5).writes(1, "5"));
  }

  @AfterEach
  void close() {
    region.close();
  }

  private MergeReport ownArrives() {
    return region.merge(by(A, 9).at(own).writes(1, "9"));
  }

  /** The documented transaction; whether nothing was in the way. */
  private boolean rewrites(CompletableFuture<?>[] meanwhile, Runnable once) throws SQLException {
    try (Connection administrator = region.database.connect();
        Statement statement = administrator.createStatement()) {
      administrator.setAutoCommit(false);
      statement.execute("LOCK TABLE anabranch.watermark IN EXCLUSIVE MODE");
      try (ResultSet pending =
          statement.executeQuery(
              "SELECT count(*) FROM anabranch.version WHERE written_by IS NOT NULL"
                  + " AND table_schema = 'contract' AND table_name = 'note'")) {
        pending.next();
        if (pending.getLong(1) > 0) {
          return false;
        }
      }
      once.run();
      region.awaitWaiting();
      assertThat(meanwhile).isNotEmpty().noneMatch(CompletableFuture::isDone);
      statement.execute(TO_NUMBERS);
      administrator.commit();
      return true;
    }
  }

  /** Every member tells that it has seen what there is, so the version row goes. */
  private void allAcknowledge(long stamp) {
    int lane = NoteChange.laneOf(1).number();
    long position = Long.parseLong(String.valueOf(region.version("written_at", 1))) + 1;
    region.merge(
        by(A, stamp).saw(B, stamp - 1).at(position).only(ChangeKind.MARK, lane),
        by(B, stamp).saw(A, stamp - 1).only(ChangeKind.MARK, lane),
        by(C, stamp).saw(A, stamp - 1).saw(B, stamp - 1).only(ChangeKind.MARK, lane));
    region.forget();
  }

  @Test
  void merges_wait_for_a_rewrite_as_documented_and_go_on_with_the_new_type() throws Exception {
    CompletableFuture<?>[] merging = new CompletableFuture<?>[1];
    Runnable merge = () -> merging[0] = region.merging(by(B, 21).saw(A, 9).writes(1, "21"));
    assertThat(rewrites(merging, merge)).as("while an own row waits to be restored").isFalse();
    ownArrives();
    assertThat(region.body(1)).isEqualTo("9");
    assertThat(rewrites(merging, merge)).as("while its version row is kept").isFalse();
    allAcknowledge(20);
    assertThat(region.writtenBy(1)).isNull();

    assertThat(rewrites(merging, merge)).isTrue();

    merging[0].get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(region.body(1)).isEqualTo("21");
    assertThat(
            region.database.text(
                "SELECT data_type FROM information_schema.columns WHERE table_schema = 'contract'"
                    + " AND table_name = 'note' AND column_name = 'body'"))
        .isEqualTo("integer");
    isRestoredAsEver();
  }

  private void isRestoredAsEver() {
    long local = region.writes("UPDATE contract.note SET body = 31, extra = 'kept'").position();
    region.merge(by(B, 25).saw(A, 9).writes(1, "25"));
    assertThat(region.body(1)).isEqualTo("25");
    region.merge(by(A, 31).saw(B, 21).at(local).writes(1, "31"));
    assertThat(region.body(1)).isEqualTo("31");
  }

  /** The documented weakness: the region shows another row than all others, until it changes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        TO_NUMBERS,
        "ALTER TABLE contract.note ADD COLUMN chance float NOT NULL DEFAULT random()"
      })
  void a_row_that_waits_to_be_restored_while_its_table_is_rewritten_is_not(String rewrite) {
    region.database.execute(rewrite);
    assertThat(region.mark(1)).isNotEqualTo(region.writtenBy(1));

    MergeReport report = ownArrives();

    assertThat(region.body(1)).isEqualTo("5");
    assertThat(report.rewritten()).isZero();
    assertThat(region.version("winner_origin || winner_stamp", 1)).isEqualTo("a9");
    region.merge(by(C, 12).saw(A, 9).saw(B, 5).writes(1, "12"));
    assertThat(region.body(1)).isEqualTo("12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE contract.note ALTER COLUMN body TYPE text",
        "ALTER TABLE contract.note ADD COLUMN n int NOT NULL DEFAULT 7",
        "ALTER TABLE contract.note ALTER COLUMN body SET NOT NULL",
        "ALTER TABLE contract.note DROP COLUMN extra, ADD COLUMN extra text",
        "CREATE INDEX ON contract.note (body)"
      })
  void what_alters_a_table_and_does_not_rewrite_it_does_no_harm(String alteration) {
    region.database.execute(alteration);

    assertThat(ownArrives().rewritten()).isEqualTo(1);

    assertThat(region.body(1)).isEqualTo("9");
  }
}
