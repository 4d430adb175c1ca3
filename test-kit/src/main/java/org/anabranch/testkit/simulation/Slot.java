package org.anabranch.testkit.simulation;

import org.jspecify.annotations.Nullable;

/**
 * The place of one row: what is committed there, and who has it locked and perhaps changed.
 *
 * @param <V> what a row holds
 */
final class Slot<V> {

  /**
   * One version of a row.
   *
   * @param writer the transaction that wrote it (Postgres: xmin)
   * @param incarnation a number that stays when the row is updated; a row that was deleted and
   *     inserted again has another one, and a statement that waited for the old one misses it
   */
  record Tuple<V>(V value, long writer, long incarnation) {}

  private @Nullable Tuple<V> committed;
  private @Nullable Tuple<V> pending;
  private @Nullable SimulatedTransaction holder;
  private boolean changed;

  /** What a statement of the transaction sees that begins now. */
  @Nullable Tuple<V> visibleTo(SimulatedTransaction transaction) {
    return holder == transaction && changed ? pending : committed;
  }

  @Nullable Tuple<V> committed() {
    return committed;
  }

  /** Another transaction that has the row locked. */
  @Nullable SimulatedTransaction heldAgainst(SimulatedTransaction transaction) {
    return holder == transaction ? null : holder;
  }

  /** Another transaction that has changed the row. */
  @Nullable SimulatedTransaction changedAgainst(SimulatedTransaction transaction) {
    return changed ? heldAgainst(transaction) : null;
  }

  void hold(SimulatedTransaction transaction) {
    if (holder == null) {
      holder = transaction;
      transaction.holds(this);
    } else if (holder != transaction) {
      throw new IllegalStateException("The row is locked");
    }
  }

  void write(SimulatedTransaction transaction, V value) {
    hold(transaction);
    Tuple<V> before = visibleTo(transaction);
    long incarnation =
        before == null ? transaction.database().newIncarnation() : before.incarnation();
    change(new Tuple<>(value, transaction.writer(), incarnation));
  }

  void delete(SimulatedTransaction transaction) {
    hold(transaction);
    change(null);
  }

  private void change(@Nullable Tuple<V> to) {
    pending = to;
    changed = true;
  }

  /** What puts the row back to how the transaction that holds it has it now. */
  Runnable remembered() {
    Tuple<V> then = pending;
    boolean thenChanged = changed;
    return () -> {
      pending = then;
      changed = thenChanged;
    };
  }

  /** Gives every committed version another writer, as a rewrite of the table does. */
  void rewritten(long writer) {
    Tuple<V> tuple = committed;
    committed = tuple == null ? null : new Tuple<>(tuple.value(), writer, tuple.incarnation());
  }

  boolean held() {
    return holder != null;
  }

  /** The holder has ended. */
  void release(boolean keep) {
    if (changed && keep) {
      committed = pending;
    }
    pending = null;
    changed = false;
    holder = null;
  }
}
