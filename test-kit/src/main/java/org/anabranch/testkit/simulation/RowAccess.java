package org.anabranch.testkit.simulation;

import org.anabranch.testkit.simulation.Slot.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * One row in one statement, as READ COMMITTED has it. Every operation answers whether it is done;
 * where not, the transaction waits for another and the operation is to be tried again.
 *
 * @param <V> what the row holds
 */
final class RowAccess<V> {

  private final SimulatedTransaction transaction;
  private final Slot<V> slot;
  private @Nullable Tuple<V> seen;

  RowAccess(SimulatedTransaction transaction, Slot<V> slot) {
    this.transaction = transaction;
    this.slot = slot;
  }

  /** The statement begins: what is committed now is what it can find. */
  void snapshot() {
    seen = slot.visibleTo(transaction);
  }

  /**
   * Finds the row that the snapshot saw and locks it in its newest version. A row that was not in
   * the snapshot, or is gone since, is not found and nothing is locked.
   */
  boolean lockFound() {
    return !stillThere() || holdAgainstOthers();
  }

  /** The row that {@link #lockFound} has locked; null where it found none. */
  @Nullable Tuple<V> found() {
    return stillThere() ? slot.visibleTo(transaction) : null;
  }

  /** Locks the row or its place, whether or not a snapshot can see it, as an upsert does. */
  boolean lockPlace() {
    return holdAgainstOthers();
  }

  /**
   * Waits for whoever is changing the row, as an insert does that may find the key taken, or has
   * the table for itself.
   */
  boolean awaitChanges() {
    return transaction.passes(
        current() == null ? slot.heldAgainst(transaction) : slot.changedAgainst(transaction));
  }

  @Nullable Tuple<V> current() {
    return slot.visibleTo(transaction);
  }

  @Nullable V currentValue() {
    Tuple<V> tuple = current();
    return tuple == null ? null : tuple.value();
  }

  void write(V value) {
    slot.write(transaction, value);
  }

  void delete() {
    slot.delete(transaction);
  }

  private boolean stillThere() {
    Tuple<V> before = seen;
    Tuple<V> now = slot.visibleTo(transaction);
    return before != null && now != null && before.incarnation() == now.incarnation();
  }

  private boolean holdAgainstOthers() {
    if (!transaction.passes(slot.heldAgainst(transaction))) {
      return false;
    }
    slot.hold(transaction);
    return true;
  }
}
