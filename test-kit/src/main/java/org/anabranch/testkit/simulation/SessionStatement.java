package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.anabranch.testkit.simulation.Slot.Tuple;
import org.jspecify.annotations.Nullable;

/** A statement of the application on one or two rows. */
final class SessionStatement {

  /** What the application does. */
  enum Kind {
    UPSERT,
    DELETE,
    UPDATE,
    INSERT,
    /** SELECT … FOR UPDATE: a lock without a change. */
    LOCK
  }

  /** Kinds as often as they are wanted. */
  static final List<Kind> MIX =
      List.of(
          Kind.UPSERT,
          Kind.DELETE,
          Kind.INSERT,
          Kind.UPDATE,
          Kind.DELETE,
          Kind.UPSERT,
          Kind.INSERT,
          Kind.UPDATE,
          Kind.LOCK);

  private final SimulatedTransaction transaction;
  private final Kind kind;
  private final List<RowKey> keys;
  private final Supplier<String> values;
  private boolean succeeded = true;
  private @Nullable Long position;

  SessionStatement(
      SimulatedTransaction transaction, Kind kind, List<RowKey> keys, Supplier<String> values) {
    this.transaction = transaction;
    this.kind = kind;
    this.keys = keys;
    this.values = values;
  }

  /** Its execution; answers whether it succeeded. Where not, the transaction is of no use. */
  Execution<Boolean> execution() {
    List<RowAccess<String>> rows = new ArrayList<>();
    List<BooleanSupplier> pieces = new ArrayList<>();
    for (RowKey key : keys) {
      RowAccess<String> row = new RowAccess<>(transaction, transaction.database().rows().at(key));
      rows.add(row);
      pieces.add(() -> !succeeded || handle(key, row));
    }
    return new Execution<>(() -> rows.forEach(RowAccess::snapshot), pieces, () -> succeeded);
  }

  private boolean handle(RowKey key, RowAccess<String> row) {
    return switch (kind) {
      case UPSERT -> upsert(key, row);
      case INSERT -> insert(key, row);
      case UPDATE, DELETE, LOCK -> change(key, row);
    };
  }

  private boolean upsert(RowKey key, RowAccess<String> row) {
    if (!row.lockPlace()) {
      return false;
    }
    write(key, row, transaction.database().newPosition());
    return true;
  }

  /**
   * A plain INSERT is in the log before it waits for the key to be free, and rows that are inserted
   * together (COPY) share their position.
   */
  private boolean insert(RowKey key, RowAccess<String> row) {
    Long logged = position;
    if (logged == null) {
      logged = transaction.database().newPosition();
      position = logged;
    }
    if (!row.awaitChanges()) {
      return false;
    }
    if (row.current() == null) {
      write(key, row, logged);
    } else {
      succeeded = false;
    }
    return true;
  }

  private boolean change(RowKey key, RowAccess<String> row) {
    if (!row.lockFound()) {
      return false;
    }
    Tuple<String> found = row.found();
    if (found != null && kind == Kind.DELETE) {
      row.delete();
      transaction.log(key, found.value(), null, transaction.database().newPosition());
    } else if (found != null && kind == Kind.UPDATE) {
      write(key, row, transaction.database().newPosition());
    }
    return true;
  }

  private void write(RowKey key, RowAccess<String> row, long at) {
    String value = values.get();
    String before = row.currentValue();
    row.write(value);
    transaction.log(key, before, value, at);
  }

  @Override
  public String toString() {
    return kind + " " + keys;
  }
}
