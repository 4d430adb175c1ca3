package org.anabranch.capture;

import org.anabranch.model.change.TableName;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.HybridClock;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.DocumentMarker;

/**
 * Rules C1 to C3: turns a database's log, transaction by transaction in commit order, into stamped
 * changes.
 *
 * <p>Pure: the same calls from the same {@link CaptureState} give the same stamps and contexts, so
 * a capture that starts again from any earlier {@link #completed()} names every change as it did
 * before. Knows no wall clock. Not thread-safe. After a failure in mid-transaction a new tracker is
 * made from the last completed state; an open transaction cannot be taken back.
 */
public final class CaptureTracker {

  private final Origin own;
  private final HybridClock clock;
  private Applied applied;
  private MarkedWrites marked;
  private CaptureState completed;
  private Phase phase = Phase.BETWEEN;

  private enum Phase {
    BETWEEN,
    /** A transaction is open and nothing of it was seen. */
    FRESH,
    /** The open transaction changed rows of the application. */
    LOCAL,
    /** The open transaction is the sink's. */
    ECHO
  }

  public CaptureTracker(Origin own, CaptureState start) {
    this.own = own;
    this.clock = new HybridClock(start.clock());
    this.applied = start.applied();
    this.marked = start.marked();
    this.completed = start;
  }

  /**
   * A transaction begins.
   *
   * @throws IllegalStateException where one is open: its end was missed, and to guess it would
   *     store a state that belongs to no point between two transactions
   */
  public void begin() {
    if (phase != Phase.BETWEEN) {
      throw new IllegalStateException("A transaction began before the one before it had ended");
    }
    phase = Phase.FRESH;
  }

  /**
   * C2: the open transaction wrote this row of the watermark table, so it is the sink's and the
   * rest of it is an echo. Watermarks only rise; one of the own origin names what was read back
   * from the own stream and enters no context.
   *
   * @throws IllegalStateException where the transaction changed application rows before: those have
   *     been handed out as local, and only a stranger to the protocol can have written the row
   */
  public void watermark(Origin origin, TableName table, int lane, Stamp stamp) {
    sinkTransaction();
    clock.observe(stamp);
    if (!origin.equals(own)) {
      applied = applied.with(origin, table, lane, stamp);
    }
  }

  /**
   * The open transaction touched the watermark table in a way that moves no watermark (a row was
   * deleted): it is not the application's.
   *
   * @throws IllegalStateException as {@link #watermark} does
   */
  public void sinkTransaction() {
    requireOpen();
    if (phase == Phase.LOCAL) {
      throw new IllegalStateException(
          "A transaction changed application tables first and anabranch.watermark afterwards; the"
              + " sink writes its watermark first. Let nobody but the sink write that table");
    }
    phase = Phase.ECHO;
  }

  /**
   * Watermarks that were written before the place from which the log is read, now that it was read
   * up to where they had been read.
   *
   * @return whether any had been missed
   * @throws IllegalStateException where a transaction is open
   */
  public boolean caughtUp(AppliedAt watermarks) {
    if (phase != Phase.BETWEEN) {
      throw new IllegalStateException("Watermarks were caught up on inside a transaction");
    }
    Applied before = applied;
    clock.observe(watermarks.highest());
    applied = before.with(watermarks.applied());
    completed = new CaptureState(clock.now(), applied, marked);
    return !applied.equals(before);
  }

  /**
   * The sink has written a document, or deleted one, by the mark that the document itself bears,
   * and shows a change with this stamp: whatever is written to the document from now on lies above
   * it. What the region has applied is as before; only watermarks tell of a whole lane.
   *
   * <p>Of the open transaction that says nothing: where the sink has none, one of an application
   * can have ended what the sink had begun, beside what else it writes.
   */
  public void marked(Stamp stamp) {
    requireOpen();
    clock.observe(stamp);
  }

  /** As {@link #marked(Stamp)}, by a write that has left this marker. */
  public void marked(DocumentMarker after) {
    marked(after.newest());
    marked = marked.withWrite(after);
  }

  /**
   * The sink says that it deletes a document by a mark.
   *
   * @param since the least number by which the same writer may delete a document yet
   */
  public void removing(WriteId mark, long since) {
    requireOpen();
    marked = marked.withRemoving(mark, since);
  }

  /** By which marks the sink has written so far. */
  public MarkedWrites marks() {
    return marked;
  }

  /** The sink of this region is told in its own stream of what it has done to a document. */
  public Stamped receipt(TableName table, int lane, long committedAtMillis) {
    requireOpen();
    return stamped(table, lane, committedAtMillis);
  }

  private Stamped stamped(TableName table, int lane, long committedAtMillis) {
    Stamp stamp = clock.tick(committedAtMillis);
    return new Stamped(stamp, stamp, applied.of(table, lane).with(new ChangeId(own, stamp)));
  }

  /** Whether the open transaction is the sink's own, so that its changes are not emitted. */
  public boolean echo() {
    return phase == Phase.ECHO;
  }

  /**
   * C3: the open transaction changed a row, or emptied a lane of a table.
   *
   * @throws IllegalStateException where the transaction is an echo or none is open
   */
  public Stamped local(TableName table, int lane, long committedAtMillis) {
    requireOpen();
    if (phase == Phase.ECHO) {
      throw new IllegalStateException("An echo of the sink is not a local change");
    }
    phase = Phase.LOCAL;
    return stamped(table, lane, committedAtMillis);
  }

  /**
   * C4: a row as the first snapshot found it, outside of any transaction. It has the stamp zero and
   * a sequence of its own; the clock moves on, so what comes later lies above it.
   *
   * @throws IllegalStateException where a transaction is open
   */
  public Stamped snapshotRow(TableName table, int lane, long readAtMillis) {
    if (phase != Phase.BETWEEN) {
      throw new IllegalStateException("A row of a snapshot came inside a transaction");
    }
    Stamp sequence = clock.tick(readAtMillis);
    completed = new CaptureState(sequence, applied, marked);
    VersionVector context = applied.of(table, lane);
    return new Stamped(Stamp.ZERO, sequence, context);
  }

  /**
   * C4: a snapshot begins or has ended, between two transactions; the clock moves on. The same
   * stamp serves all lanes, by way of {@link #mark}.
   *
   * @param atLeastMillis what the stamp must not lie below; 0 for one that depends on nothing but
   *     the state
   * @throws IllegalStateException where a transaction is open
   */
  public void snapshotEdge(long atLeastMillis) {
    if (phase != Phase.BETWEEN) {
      throw new IllegalStateException("A snapshot began or ended inside a transaction");
    }
    completed = new CaptureState(clock.tick(atLeastMillis), applied, marked);
  }

  /** C6: what a mark of a lane tells: the last completed state as it is. */
  public Stamped mark(TableName table, int lane) {
    Stamp stamp = completed.clock();
    return new Stamped(
        stamp, stamp, completed.applied().of(table, lane).with(new ChangeId(own, stamp)));
  }

  /** The open transaction is complete; {@link #completed()} now includes it. */
  public void commit() {
    requireOpen();
    phase = Phase.BETWEEN;
    completed = new CaptureState(clock.now(), applied, marked);
  }

  /** C1: the state after the last completed transaction, the one to store in source offsets. */
  public CaptureState completed() {
    return completed;
  }

  private void requireOpen() {
    if (phase == Phase.BETWEEN) {
      throw new IllegalStateException("A change came outside of any transaction");
    }
  }
}
