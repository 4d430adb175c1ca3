package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.anabranch.testkit.simulation.LogEntry.Truncate;
import org.anabranch.testkit.simulation.Slot.Tuple;
import org.jspecify.annotations.Nullable;

/** A statement of the application on a few rows. */
final class SessionStatement {

  /** What the application does. */
  enum Kind {
    UPSERT,
    DELETE,
    UPDATE,
    INSERT,
    /** SELECT … FOR UPDATE: a lock without a change. */
    LOCK,
    /** An update that changes nothing: the row is sent again. */
    TOUCH,
    /** An update that gives the first row the second one's key. */
    MOVE,
    /** Empties the table that the keys are all of. */
    TRUNCATE
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
  private final RowValues values;
  private final World world;
  private boolean succeeded = true;
  private @Nullable Long position;
  private @Nullable String moved;

  SessionStatement(
      SimulatedTransaction transaction,
      Kind kind,
      List<RowKey> keys,
      RowValues values,
      World world) {
    this.world = world;
    this.transaction = transaction;
    this.kind = kind;
    this.keys = keys;
    this.values = values;
  }

  /** Its execution; answers whether it succeeded. Where not, its effects must be undone. */
  Execution<Boolean> execution() {
    List<RowAccess<String>> rows = new ArrayList<>();
    List<BooleanSupplier> pieces = new ArrayList<>();
    for (RowKey key : keys) {
      RowAccess<String> row = new RowAccess<>(transaction, transaction.database().rows().at(key));
      rows.add(row);
      pieces.add(() -> !succeeded || handle(key, row));
    }
    if (kind == Kind.TRUNCATE) {
      pieces.add(() -> truncate(rows));
    }
    return new Execution<>(() -> rows.forEach(RowAccess::snapshot), pieces, () -> succeeded);
  }

  private boolean handle(RowKey key, RowAccess<String> row) {
    return switch (kind) {
      case UPSERT -> upsert(key, row);
      case INSERT -> insert(key, row);
      case UPDATE, DELETE, LOCK, TOUCH -> change(key, row);
      case MOVE -> key.equals(keys.get(0)) ? moveAway(key, row) : moveTo(key, row);
      case TRUNCATE -> row.lockPlace();
    };
  }

  private boolean upsert(RowKey key, RowAccess<String> row) {
    if (!row.lockPlace()) {
      return false;
    }
    String before = row.currentValue();
    String value = before == null ? values.fresh(key) : values.replaced(key, before);
    return entered(
        key, before, value, () -> write(key, row, value, transaction.database().newPosition()));
  }

  /**
   * A plain INSERT is in the log before it waits for the key to be free, and rows that are inserted
   * together (COPY) share their position.
   */
  private boolean insert(RowKey key, RowAccess<String> row) {
    long logged = position();
    if (!row.awaitChanges()) {
      return false;
    }
    if (row.current() == null) {
      String value = values.fresh(key);
      return entered(key, null, value, () -> write(key, row, value, logged));
    }
    succeeded = false;
    return true;
  }

  /**
   * Does to the unique index what a change asks for, and then the change; where another row has
   * what is unique, the statement fails. Answers whether it is done, or has to wait.
   */
  private boolean entered(
      RowKey key, @Nullable String before, @Nullable String after, Runnable change) {
    RowKey parent = ParentColumn.of(key, after, world);
    if (parent != null && !parent.equals(ParentColumn.of(key, before, world))) {
      switch (ParentColumn.lock(transaction, parent)) {
        case THERE -> {}
        case WAITS -> {
          return false;
        }
        case MISSING -> {
          succeeded = false;
          return true;
        }
      }
    }
    switch (UniqueColumn.write(transaction, key, before, after)) {
      case DONE -> change.run();
      case TAKEN -> succeeded = false;
      case WAITS -> {
        return false;
      }
    }
    return true;
  }

  private long position() {
    Long logged = position;
    if (logged == null) {
      logged = transaction.database().newPosition();
      position = logged;
    }
    return logged;
  }

  private boolean change(RowKey key, RowAccess<String> row) {
    if (!row.lockFound()) {
      return false;
    }
    Tuple<String> found = row.found();
    if (found != null && kind == Kind.DELETE) {
      if (isReferredTo(key)) {
        return !succeeded;
      }
      UniqueColumn.write(transaction, key, found.value(), null);
      row.delete();
      transaction.log(key, found.value(), null, transaction.database().newPosition());
    } else if (found != null && kind != Kind.LOCK) {
      String before = found.value();
      String to = kind == Kind.TOUCH ? before : values.changed(key, before);
      return entered(
          key,
          before,
          to,
          () -> {
            row.write(to);
            transaction.log(key, before, to, transaction.database().newPosition(), true);
          });
    }
    return true;
  }

  /** A row that others refer to cannot go; who is about to change one of them is waited for. */
  private boolean isReferredTo(RowKey key) {
    List<RowKey> children = ParentColumn.children(transaction, key, world);
    for (RowKey child : children) {
      var slot = transaction.database().rows().at(child);
      if (!transaction.passes(slot.changedAgainst(transaction))) {
        return true;
      }
    }
    succeeded &= children.isEmpty();
    return !children.isEmpty();
  }

  private boolean moveAway(RowKey key, RowAccess<String> row) {
    if (!row.lockFound()) {
      return false;
    }
    Tuple<String> found = row.found();
    if (found != null) {
      if (isReferredTo(key)) {
        return !succeeded;
      }
      moved = found.value();
      UniqueColumn.write(transaction, key, moved, null);
      row.delete();
      transaction.log(key, moved, null, position());
    }
    return true;
  }

  /** One record of the log is both: the old key is deleted and the new one is inserted. */
  private boolean moveTo(RowKey key, RowAccess<String> row) {
    String before = moved;
    if (before == null) {
      return true;
    }
    if (!row.awaitChanges()) {
      return false;
    }
    if (row.current() == null) {
      String value = values.changed(key, before);
      return entered(
          key,
          null,
          value,
          () -> {
            row.write(value);
            transaction.log(key, null, value, position(), true);
          });
    }
    succeeded = false;
    return true;
  }

  private boolean truncate(List<RowAccess<String>> rows) {
    for (int i = 0; i < keys.size(); i++) {
      RowAccess<String> row = rows.get(i);
      if (row.current() != null) {
        UniqueColumn.write(transaction, keys.get(i), row.currentValue(), null);
        row.delete();
      }
    }
    long at = transaction.database().newPosition();
    transaction.log(new Truncate(transaction.database().newSerial(), at, keys));
    return true;
  }

  private void write(RowKey key, RowAccess<String> row, String value, long at) {
    String before = row.currentValue();
    row.write(value);
    transaction.log(key, before, Objects.requireNonNull(value), at);
  }

  @Override
  public String toString() {
    return kind + " " + keys;
  }
}
