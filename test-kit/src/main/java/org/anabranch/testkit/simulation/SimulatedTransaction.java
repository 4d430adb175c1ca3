package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a simulated database. It commits in two steps, as in Postgres: first it is in
 * the log, where the capture may read it; only then do others see it and are its locks released.
 */
final class SimulatedTransaction {

  private enum Phase {
    ACTIVE,
    LOGGED,
    COMMITTED,
    ABORTED
  }

  private final SimulatedDatabase database;
  private final long id;
  private final String name;
  private final List<Slot<?>> held = new ArrayList<>();
  private final List<LogEntry> entries = new ArrayList<>();
  private Phase phase = Phase.ACTIVE;
  private @Nullable SimulatedTransaction waitsFor;
  private long writer;
  private @Nullable Savepoint savepoint;

  /** What is undone by going back: what was held then, as it was, and how much was logged. */
  private record Savepoint(int held, List<Runnable> rows, int entries) {}

  SimulatedTransaction(SimulatedDatabase database, long id, String name) {
    this.database = database;
    this.id = id;
    this.writer = id;
    this.name = name;
  }

  SimulatedDatabase database() {
    return database;
  }

  long id() {
    return id;
  }

  /** The mark of what it writes now (Postgres: xmin): behind a savepoint it is another one. */
  long writer() {
    return writer;
  }

  void savepoint() {
    writer = database.newTransactionId();
    savepoint =
        new Savepoint(held.size(), held.stream().map(Slot::remembered).toList(), entries.size());
  }

  boolean hasSavepoint() {
    return savepoint != null;
  }

  /** What was done since the savepoint is kept. */
  void releaseSavepoint() {
    savepoint = null;
    writer = id;
  }

  /** What was done since the savepoint never happened; the log positions are spent. */
  void rollBackToSavepoint() {
    Savepoint to = savepoint;
    if (to == null) {
      throw new IllegalStateException(this + " has no savepoint");
    }
    List<Slot<?>> since = held.subList(to.held(), held.size());
    since.forEach(slot -> slot.release(false));
    since.clear();
    to.rows().forEach(Runnable::run);
    entries.subList(to.entries(), entries.size()).clear();
    releaseSavepoint();
  }

  void holds(Slot<?> slot) {
    held.add(slot);
  }

  /**
   * Whether it may go on: waits for {@code other} where that is a transaction that has not ended.
   */
  boolean passes(@Nullable SimulatedTransaction other) {
    waitsFor = other;
    if (other != null) {
      database.breakDeadlock(this);
    }
    return other == null;
  }

  /** Whom it waits for. */
  @Nullable SimulatedTransaction waitsFor() {
    SimulatedTransaction other = waitsFor;
    return other == null || other.ended() ? null : other;
  }

  void log(RowKey key, @Nullable String before, @Nullable String value, long position) {
    log(key, before, value, position, false);
  }

  /**
   * A row is changed.
   *
   * @param keeping whether a long column was left alone
   */
  void log(
      RowKey key, @Nullable String before, @Nullable String value, long position, boolean keeping) {
    entries.add(new RowChange(database.newSerial(), position, key, before, value, keeping));
  }

  void log(LogEntry entry) {
    entries.add(entry);
  }

  /** The first half of a commit: into the log, if it changed anything that is captured. */
  LogTransaction logCommit(long atMillis) {
    require(Phase.ACTIVE);
    phase = Phase.LOGGED;
    LogTransaction logged =
        new LogTransaction(id, database.newPosition(), atMillis, entries, this::ended);
    database.append(logged);
    return logged;
  }

  /** The second half: others see it. */
  void becomeVisible() {
    require(Phase.LOGGED);
    end(Phase.COMMITTED);
    if (entries.stream().anyMatch(entry -> !(entry instanceof LogEntry.WatermarkChange))) {
      database.rowsSeen();
    }
  }

  void abort() {
    require(Phase.ACTIVE);
    end(Phase.ABORTED);
  }

  /** The client is gone: what is in the log is committed all the same. */
  void disconnect() {
    if (phase == Phase.LOGGED) {
      becomeVisible();
    } else if (phase == Phase.ACTIVE) {
      abort();
    }
  }

  private void end(Phase as) {
    phase = as;
    waitsFor = null;
    held.forEach(slot -> slot.release(as == Phase.COMMITTED));
  }

  private void require(Phase expected) {
    if (phase != expected) {
      throw new IllegalStateException("The transaction " + this + " is " + phase);
    }
  }

  boolean logged() {
    return phase == Phase.LOGGED;
  }

  boolean aborted() {
    return phase == Phase.ABORTED;
  }

  boolean ended() {
    return phase == Phase.COMMITTED || phase == Phase.ABORTED;
  }

  @Override
  public String toString() {
    return name;
  }
}
