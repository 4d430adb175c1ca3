package org.anabranch.sink.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a merge transaction, by the name that the protocol gives it. A store executes
 * each set-based; the simulation executes them row by row among other transactions.
 *
 * @param <R> what the statement answers
 */
public sealed interface Statement<R> {

  /**
   * Moves watermarks, each only if it still stands where {@code from} says; the first write of the
   * transaction, by which the capture knows the transaction as the sink's. Answers whether all of
   * them moved.
   *
   * @param moves in the order of their streams
   * @param next the keys that are claimed next if all of them move, in order: a store may claim and
   *     read them already, behind the watermarks, to save journeys
   */
  record AdvanceWatermarks(List<WatermarkMove> moves, List<VersionKey> next)
      implements Statement<Boolean> {

    public AdvanceWatermarks(List<WatermarkMove> moves) {
      this(moves, List.of());
    }
  }

  /** From where to where a stream's watermark moves. */
  record WatermarkMove(WatermarkKey stream, Watermark from, Watermark to) {}

  /**
   * Claims the keys that have no version row: until the transaction ends nobody else merges them,
   * and {@link LockVersions} answers an empty row for each. A store may insert these; one that
   * nobody writes means nothing. Answers how many.
   */
  record ClaimVersions(List<VersionKey> keys) implements Statement<Integer> {}

  /**
   * Locks version rows, in the order of their keys, and reads them as they are once locked. Answers
   * those that exist; a claimed row that was dropped meanwhile is missing.
   */
  record LockVersions(List<VersionKey> keys) implements Statement<Map<VersionKey, VersionRow>> {}

  /**
   * Tells the columns of changes of tables that are merged by column, as the store itself tells
   * values (Postgres: cast to the column's type, and back to text). So what a change carries and
   * what a row holds can be compared. Answers one for each arrival, in their order.
   *
   * <p>Of an arrival that is {@linkplain Arrival#refusal() refused} the store perhaps cannot take
   * the values; they are told as they would be given to it, and those are left out that cannot be.
   */
  record ReadColumns(List<Arrival> arrivals) implements Statement<List<ToldColumns>> {}

  /**
   * The columns of a change that are not part of its key; those that it does not carry, or that the
   * store makes itself, are missing.
   *
   * @param before as they were before the change; null where it does not say
   * @param after as they are after it; null where there is no row
   */
  record ToldColumns(@Nullable ColumnTexts before, @Nullable ColumnTexts after) {}

  /**
   * Locks rows of application tables that exist, and reads them. Answers one state per row. Of a
   * target that gives an empty set of columns, the row need not be compared with the change.
   *
   * @param byColumn tables whose rows' columns are read as well
   */
  record LockRows(List<RowTarget> targets, Set<TableName> byColumn)
      implements Statement<Map<VersionKey, RowState>> {

    public LockRows(List<RowTarget> targets) {
      this(targets, Set.of());
    }
  }

  /**
   * A row of an application table, with the change whose key names it.
   *
   * @param columns what is written beside the key, in the words of {@link ReadColumns}, whatever
   *     the change carries; null to write what the change carries
   */
  record RowTarget(VersionKey key, Arrival arrival, @Nullable ColumnTexts columns) {

    public RowTarget(VersionKey key, Arrival arrival) {
      this(key, arrival, null);
    }
  }

  /**
   * A row as it was found.
   *
   * @param writer what the store marked the row with when it was last written (Postgres: its xmin)
   * @param content the row as JSON; null where it does not exist
   * @param sameAsArrival whether its columns equal those that the arrival's row has; says nothing
   *     where they were not compared
   * @param columns in the words of {@link ReadColumns}; empty where they were not asked for
   */
  record RowState(
      boolean exists,
      long writer,
      @Nullable String content,
      boolean sameAsArrival,
      ColumnTexts columns) {

    public static final RowState MISSING = new RowState(false, 0, null, false);

    public RowState(boolean exists, long writer, @Nullable String content, boolean sameAsArrival) {
      this(exists, writer, content, sameAsArrival, ColumnTexts.NONE);
    }
  }

  /** Deletes rows that exist. Answers the transaction's mark, as {@link RowState#writer()}. */
  record DeleteRows(TableName table, List<RowTarget> rows) implements Statement<Long> {}

  /**
   * Writes rows, inserting or updating, never one of both alone. Columns that the change does not
   * carry keep their values. Answers the marks that the written rows bear.
   */
  record UpsertRows(TableName table, List<RowTarget> rows) implements Statement<RowMarks> {}

  /**
   * Inserts rows that were missing when they were looked for; a row that is there by now is
   * somebody else's and stays as it is. Answers which were inserted.
   */
  record RestoreRows(TableName table, List<RowTarget> rows) implements Statement<Restored> {}

  /**
   * The rows that were inserted.
   *
   * @param writers the marks that they bear
   */
  record Restored(RowMarks writers, Set<VersionKey> keys) {

    /** Rows that all bear the same mark. */
    public Restored(long writer, Set<VersionKey> keys) {
      this(RowMarks.same(writer), keys);
    }
  }

  /** Reads the store's log position, after the rows were written and while they are locked. */
  record ReadPosition() implements Statement<Long> {}

  /**
   * Reads the keys of a table's rows that fall into a lane, as captures name them: columns in
   * declared order, of the types that a change of the row would carry. Only for {@code
   * truncate.policy=deletes}; a store that cannot answer is {@link StoreException.Misconfigured}.
   */
  record KeysOfLane(TableName table, Lane lane) implements Statement<List<RecordView>> {}

  /**
   * Reads what has been forgotten of lanes: the join of all vectors whose version rows were dropped
   * there. Lanes of which nothing was forgotten are missing. Read after {@link LockVersions}, so
   * that whatever was dropped before a key was locked is known.
   *
   * @param own the store's own origin
   */
  record ReadFloors(Origin own, Set<TableLane> lanes)
      implements Statement<Map<TableLane, VersionVector>> {}

  /** As {@link ReadFloors}, and keeps others from raising them until the transaction ends. */
  record LockFloors(Origin own, Set<TableLane> lanes)
      implements Statement<Map<TableLane, VersionVector>> {}

  /**
   * Writes the floors of lanes that the transaction has locked; each in the own origin's watermark
   * row of the lane, which exists. Answers how many.
   */
  record RaiseFloors(Origin own, Map<TableLane, VersionVector> floors)
      implements Statement<Integer> {}

  /**
   * Looks at version rows in the order of their keys, at {@link #lookedAtMax()} at most, and locks
   * and reads those that can perhaps be dropped, {@code rowsMax} at most: those whose {@link
   * VersionRow#newest()} is at most what is given for their lane, and those that were last written
   * longer ago than {@code retention}. Rows that another transaction has locked, and {@link
   * VersionRow#hidden()} ones, are left out.
   *
   * @param after only rows whose keys come after this one; null to begin with the first
   */
  record LockDroppable(
      Map<TableLane, Stamp> upTo, @Nullable VersionKey after, Duration retention, int rowsMax)
      implements Statement<Look> {

    /** Most may have to wait for a member who is away, and to look at a row costs little. */
    private static final int LOOKED_AT_FOR_EACH = 10;

    public int lookedAtMax() {
      return LOOKED_AT_FOR_EACH * rowsMax;
    }

    /**
     * The answer.
     *
     * @param found the rows that were locked
     * @param end the last of as many rows as may be looked at; null where there are not as many
     */
    public Look look(List<Droppable> found, @Nullable VersionKey end) {
      boolean full = found.size() >= rowsMax;
      return new Look(found, full ? found.get(found.size() - 1).row().key() : end);
    }
  }

  /**
   * What a look at version rows has found.
   *
   * @param found in the order of the keys
   * @param last the last row that was looked at, where there may be more behind it; null where not
   */
  record Look(List<Droppable> found, @Nullable VersionKey last) {}

  /**
   * A version row that can perhaps be dropped.
   *
   * @param expired whether it was last written longer ago than the retention
   */
  record Droppable(VersionRow row, boolean expired) {}

  /** Drops version rows that the transaction has locked. Answers how many. */
  record DropVersions(List<VersionKey> keys) implements Statement<Integer> {}

  /**
   * Reads the keys of a lane whose winner is a row, not deleted, of an origin's first snapshot with
   * a place in its stream from {@link SnapshotProgress#since()} and before {@link
   * SnapshotProgress#from()}: what an interrupted snapshot left behind. No region has forgotten any
   * of these, since their snapshot is running.
   */
  record SnapshotLeftovers(TableLane lane, Origin origin, SnapshotProgress attempts)
      implements Statement<Set<VersionKey>> {

    /** Whether a winner's place is within the attempts that were interrupted. */
    public boolean left(Stamp sequence) {
      return sequence.compareTo(attempts.since()) >= 0 && sequence.compareTo(attempts.from()) < 0;
    }
  }

  /**
   * Reads the keys of a lane whose winner is hidden, or waits beside the version that is
   * {@linkplain VersionRow#kept() kept}: their rows, if there are any, do not tell of them.
   */
  record HiddenOfLane(TableLane lane) implements Statement<Set<VersionKey>> {}

  /** Writes version rows that the transaction has locked. Answers how many. */
  record WriteVersions(List<VersionRow> rows) implements Statement<Integer> {}

  /**
   * Keeps rows that a table cannot take now. One that is kept of the same key already is replaced;
   * columns that the new one does not carry stay. Answers how many.
   */
  record WriteParked(List<ParkedRow> rows) implements Statement<Integer> {}

  /** Forgets parked rows of keys, as far as there are any. Answers how many there were. */
  record DropParked(List<VersionKey> keys) implements Statement<Integer> {}

  /**
   * Reads parked rows of a table in the order of their keys.
   *
   * @param after only rows whose keys come after this one; null for all
   */
  record ReadParked(TableName table, @Nullable VersionKey after, int rowsMax)
      implements Statement<List<ParkedRow>> {}

  /** Reads the parked rows of keys, as far as there are any. */
  record FindParked(List<VersionKey> keys) implements Statement<Map<VersionKey, ParkedRow>> {}

  /**
   * Finds what is in the way of parked rows of one table, as all can see it now. Whoever is about
   * to write what is unique is not found; the write meets it. Answers one for each row, in their
   * order.
   */
  record FindObstacles(TableName table, List<ParkedRow> rows)
      implements Statement<List<Obstacles>> {}

  /**
   * Finds, of rows that the transaction has written, those that refer to rows that are not there,
   * by foreign keys that are checked. What the others refer to nobody can delete until the
   * transaction ends. Answers the name of each one's foreign key.
   */
  record FindOrphans(TableName table, List<RowTarget> rows)
      implements Statement<Map<VersionKey, String>> {}

  /**
   * Finds rows that refer, by foreign keys that are checked, to rows that the transaction has
   * deleted; whoever is about to write one is found as well, since a database keeps what is
   * referred to from being deleted.
   *
   * @param table of which rows were deleted
   * @param rowsMax how many are found of each foreign key at most
   */
  record FindChildren(TableName table, List<RowTarget> deleted, int rowsMax)
      implements Statement<List<Child>> {}

  /**
   * A row that refers to one that is gone.
   *
   * @param name its key's columns, of the types that a change of the row would carry
   * @param foreignKey by which it refers to the other
   */
  record Child(TableName table, RecordView name, String foreignKey) {}

  /**
   * Keeps for good that columns arrive altered; one that is kept already stays as it is. Answers
   * how many are new.
   *
   * @param columns in their order, so that tasks do not wait for each other in a circle
   */
  record RememberAltered(List<AlteredColumn> columns) implements Statement<Integer> {}

  /** Records conflicts; one that is recorded already stays as it is. Answers how many. */
  record RecordConflicts(List<Conflict> conflicts) implements Statement<Integer> {}

  /**
   * Reads the conflicts of keys that nobody has resolved, those that the transaction itself has
   * recorded included. The keys' version rows are locked, so no other merge finds or closes any.
   */
  record UnresolvedConflicts(List<VersionKey> keys)
      implements Statement<List<UnresolvedConflict>> {}

  /**
   * Reads the conflicts of a whole lane that nobody has resolved, as {@link UnresolvedConflicts}
   * does; the lane's own version row is locked.
   */
  record UnresolvedOfLane(TableLane lane) implements Statement<List<UnresolvedConflict>> {}

  /**
   * Resolves conflicts, each by the change that covers it; one that somebody has resolved meanwhile
   * stays as it is. Answers how many.
   */
  record CloseConflicts(List<Closing> closings) implements Statement<Integer> {}

  /**
   * A conflict that a change has settled.
   *
   * @param conflict as of {@link UnresolvedConflict#id()}
   * @param by the change, whose origin had seen both versions
   * @param committedAtMicros when the database that committed the change says that it did
   */
  record Closing(String conflict, ChangeId by, long committedAtMicros) {}

  /**
   * Records records that are no readable change of a member, so that there is no watermark to move;
   * one that is recorded already stays as it is. Answers how many.
   */
  record RecordRefusals(List<Refusal> refusals) implements Statement<Integer> {}

  /**
   * A record that could not be read as a change.
   *
   * @param reason in words, without values
   */
  record Refusal(RecordPlace place, String reason) {}

  /** The statement's name in traces, tests and the documentation. */
  default String name() {
    return getClass().getSimpleName();
  }
}
