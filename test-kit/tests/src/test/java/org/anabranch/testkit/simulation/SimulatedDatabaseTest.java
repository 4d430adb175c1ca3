package org.anabranch.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.model.change.TableName;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.anabranch.testkit.simulation.SessionStatement.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The simulated database behaves as Postgres does in READ COMMITTED. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SimulatedDatabaseTest {

  private static final RowKey ONE = RowKey.of(new TableName("public", "row"), 1, 1);
  private static final RowKey TWO = RowKey.of(new TableName("public", "row"), 2, 1);

  private final SimulatedDatabase database = new SimulatedDatabase(cycle -> cycle.get(0));
  private final SimulatedTransaction first = database.begin("first");
  private final SimulatedTransaction second = database.begin("second");
  private int values;

  @Test
  void a_delete_does_not_see_a_row_that_is_not_committed_and_waits_for_nobody() {
    run(first, Kind.INSERT, ONE);

    assertThat(run(second, Kind.DELETE, ONE)).isTrue();

    commit(second);
    commit(first);
    assertThat(row(ONE)).isEqualTo("v1");
  }

  @Test
  void an_upsert_waits_for_a_row_that_it_cannot_see() {
    run(first, Kind.INSERT, ONE);
    Execution<Boolean> upsert = start(second, Kind.UPSERT, ONE);

    assertThat(upsert.advance()).isFalse();
    commit(first);
    assertThat(upsert.advance()).isTrue();

    commit(second);
    assertThat(row(ONE)).isEqualTo("v2");
  }

  @Test
  void a_plain_insert_waits_and_then_finds_the_key_taken_or_free() {
    run(first, Kind.INSERT, ONE, TWO);
    Execution<Boolean> insert = start(second, Kind.INSERT, ONE);
    assertThat(insert.advance()).isFalse();

    first.abort();

    assertThat(insert.advance()).isTrue();
    assertThat(insert.answer()).isTrue();
    SimulatedTransaction third = database.begin("third");
    commit(second);
    assertThat(run(third, Kind.INSERT, ONE)).isFalse();
  }

  @Test
  void a_delete_that_waited_finds_the_newest_version_but_no_row_inserted_anew() {
    fill();
    run(first, Kind.UPDATE, ONE);
    run(first, Kind.DELETE, TWO);
    run(first, Kind.INSERT, TWO);
    Execution<Boolean> delete = start(second, Kind.DELETE, ONE, TWO);
    assertThat(delete.advance()).isFalse();

    commit(first);

    assertThat(delete.advance()).isTrue();
    assertThat(delete.advance()).isTrue();
    commit(second);
    assertThat(row(ONE)).isNull();
    assertThat(row(TWO)).isEqualTo("v4");
  }

  @Test
  void a_statement_does_not_find_what_was_committed_after_it_began() {
    Execution<Boolean> delete = start(second, Kind.DELETE, ONE);
    run(first, Kind.INSERT, ONE);
    commit(first);

    assertThat(delete.advance()).isTrue();

    commit(second);
    assertThat(row(ONE)).isEqualTo("v1");
  }

  @Test
  void a_transaction_is_in_the_log_before_it_is_seen_and_its_locks_last_until_then() {
    run(first, Kind.INSERT, ONE);
    first.logCommit(1);
    Execution<Boolean> upsert = start(second, Kind.UPSERT, ONE);

    assertThat(database.log()).hasSize(1);
    assertThat(row(ONE)).isNull();
    assertThat(upsert.advance()).isFalse();
    first.becomeVisible();
    assertThat(row(ONE)).isEqualTo("v1");
    assertThat(upsert.advance()).isTrue();
  }

  @Test
  void the_log_has_whole_transactions_in_the_order_of_their_commits() {
    run(first, Kind.INSERT, ONE);
    run(second, Kind.INSERT, TWO);
    run(first, Kind.UPDATE, ONE);
    commit(second);
    commit(first);

    assertThat(database.log()).extracting(LogTransaction::id).containsExactly(2L, 1L);
    assertThat(database.log().get(1).entries())
        .extracting(entry -> ((RowChange) entry).value())
        .containsExactly("v1", "v3");
  }

  @Test
  void an_abort_leaves_no_trace() {
    fill();
    run(first, Kind.UPDATE, ONE);
    run(first, Kind.DELETE, TWO);

    first.abort();

    assertThat(row(ONE)).isEqualTo("v1");
    assertThat(row(TWO)).isEqualTo("v2");
    assertThat(database.log()).hasSize(1);
    assertThat(run(second, Kind.UPDATE, ONE)).isTrue();
  }

  @Test
  void of_transactions_that_wait_for_one_another_one_is_aborted() {
    fill();
    run(first, Kind.UPDATE, ONE);
    run(second, Kind.UPDATE, TWO);
    Execution<Boolean> update = start(first, Kind.UPDATE, TWO);
    assertThat(update.advance()).isFalse();

    assertThat(start(second, Kind.LOCK, ONE).advance()).isFalse();

    assertThat(second.aborted()).isTrue();
    assertThat(update.advance()).isTrue();
  }

  private void fill() {
    SimulatedTransaction filling = database.begin("filling");
    run(filling, Kind.INSERT, ONE, TWO);
    commit(filling);
  }

  private Execution<Boolean> start(SimulatedTransaction transaction, Kind kind, RowKey... keys) {
    Execution<Boolean> execution =
        new SessionStatement(
                transaction,
                kind,
                List.of(keys),
                new NewValues(),
                new World(Settings.oneKey(), Choices.DULL, new Schedule(false), Variant.NONE))
            .execution();
    assertThat(execution.advance()).isTrue();
    return execution;
  }

  private final class NewValues implements RowValues {
    @Override
    public String fresh(RowKey key) {
      return "v" + ++values;
    }

    @Override
    public String replaced(RowKey key, String before) {
      return fresh(key);
    }

    @Override
    public String changed(RowKey key, String before) {
      return fresh(key);
    }
  }

  /** Runs a statement that has nobody to wait for; answers whether it succeeded. */
  private boolean run(SimulatedTransaction transaction, Kind kind, RowKey... keys) {
    Execution<Boolean> execution = start(transaction, kind, keys);
    while (!execution.done()) {
      assertThat(execution.advance()).isTrue();
    }
    return execution.answer();
  }

  private static void commit(SimulatedTransaction transaction) {
    transaction.logCommit(1);
    transaction.becomeVisible();
  }

  private @Nullable String row(RowKey key) {
    Slot.Tuple<String> tuple = database.rows().at(key).committed();
    return tuple == null ? null : tuple.value();
  }
}
