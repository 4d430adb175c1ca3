package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.RowMarks;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.CloseConflicts;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.DropParked;
import org.anabranch.sink.store.Statement.DropVersions;
import org.anabranch.sink.store.Statement.FindChildren;
import org.anabranch.sink.store.Statement.FindObstacles;
import org.anabranch.sink.store.Statement.FindOrphans;
import org.anabranch.sink.store.Statement.FindParked;
import org.anabranch.sink.store.Statement.HiddenOfLane;
import org.anabranch.sink.store.Statement.KeysOfLane;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.LockFloors;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.Statement.ReadColumns;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.ReadParked;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.RememberAltered;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.Restored;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.SnapshotLeftovers;
import org.anabranch.sink.store.Statement.ToldColumns;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.Statement.UnresolvedOfLane;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Statement.WriteParked;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.anabranch.testkit.simulation.LogEntry.WatermarkChange;
import org.anabranch.testkit.simulation.Slot.Tuple;
import org.jspecify.annotations.Nullable;

/** The statements of a merge plan, executed row by row in one transaction. */
final class MergeStatements {

  private final SimulatedTransaction transaction;
  private final SimulatedDatabase database;
  private final Function<VersionKey, RowKey> keys;
  private final ForgettingStatements forgetting;
  private final ConflictStatements conflicts;
  private final ParkedStatements parked;
  private final OrphanStatements orphans;
  private final World world;

  /**
   * The statements of one transaction.
   *
   * @param keys the rows that version keys stand for
   */
  MergeStatements(
      SimulatedTransaction transaction, Function<VersionKey, RowKey> keys, World world) {
    this.world = world;
    this.transaction = transaction;
    this.database = transaction.database();
    this.keys = keys;
    this.conflicts = new ConflictStatements(transaction);
    this.parked = new ParkedStatements(transaction, world);
    this.orphans = new OrphanStatements(transaction, world);
    this.forgetting =
        new ForgettingStatements(transaction, world.variant().breaks(Omitted.HIDDEN_IS_DROPPED));
  }

  /** The execution of any statement that a plan can ask for. */
  @SuppressWarnings("unchecked") // Each kind of statement fixes its answer's type.
  <R> Execution<R> execute(Statement<R> statement) {
    return (Execution<R>) executionOf(statement);
  }

  private Execution<?> executionOf(Statement<?> statement) {
    boolean writesRows =
        statement instanceof DeleteRows
            || statement instanceof UpsertRows
            || statement instanceof RestoreRows;
    if (writesRows && world.settings().has(Trait.SAVEPOINTS)) {
      transaction.savepoint();
    }
    if (statement instanceof AdvanceWatermarks advance) {
      return advance(advance.moves());
    } else if (statement instanceof ClaimVersions claim) {
      return claim(claim.keys());
    } else if (statement instanceof LockVersions lock) {
      return lockVersions(lock.keys());
    } else if (statement instanceof LockRows lock) {
      return lockRows(lock.targets());
    } else if (statement instanceof ReadColumns read) {
      List<ToldColumns> told = read.arrivals().stream().map(this::told).toList();
      return new Execution<>(() -> {}, List.of(), () -> told);
    } else if (statement instanceof DeleteRows delete) {
      return delete(delete.rows());
    } else if (statement instanceof UpsertRows upsert) {
      return upsert(upsert.rows());
    } else if (statement instanceof ReadPosition) {
      return new Execution<>(() -> {}, List.of(), database::position);
    } else if (statement instanceof WriteVersions write) {
      return writeVersions(write.rows());
    } else if (statement instanceof RememberAltered remember) {
      return new Execution<>(() -> {}, List.of(), () -> remember(remember.columns()));
    } else if (statement instanceof RecordConflicts record) {
      return conflicts.record(record.conflicts());
    } else if (statement instanceof UnresolvedConflicts unresolved) {
      return conflicts.unresolved(unresolved.keys()::contains);
    } else if (statement instanceof UnresolvedOfLane unresolved) {
      return conflicts.unresolved(key -> key.tableLane().equals(unresolved.lane()));
    } else if (statement instanceof CloseConflicts close) {
      return conflicts.close(close.closings());
    }
    return forgetting(statement);
  }

  private int remember(List<AlteredColumn> columns) {
    if (!world.variant().breaks(Omitted.ALTERED_IS_FORGOTTEN)) {
      database.altered().addAll(columns);
    }
    return columns.size();
  }

  private Execution<?> forgetting(Statement<?> statement) {
    if (statement instanceof RestoreRows restore) {
      return restore(restore.rows());
    } else if (statement instanceof KeysOfLane keysOfLane) {
      return keysOfLane(keysOfLane);
    } else if (statement instanceof SnapshotLeftovers left) {
      return forgetting.leftovers(left);
    } else if (statement instanceof HiddenOfLane hidden) {
      return forgetting.hidden(hidden.lane());
    } else if (statement instanceof ReadFloors read) {
      return forgetting.readFloors(read.lanes());
    } else if (statement instanceof LockFloors lock) {
      return forgetting.lockFloors(lock.own(), lock.lanes());
    } else if (statement instanceof RaiseFloors raise) {
      return forgetting.raise(raise);
    } else if (statement instanceof LockDroppable lock) {
      return forgetting.droppable(lock);
    } else if (statement instanceof DropVersions drop) {
      return forgetting.drop(drop.keys());
    } else if (statement instanceof WriteParked write) {
      return parked.write(write.rows());
    } else if (statement instanceof DropParked drop) {
      return parked.drop(drop.keys());
    } else if (statement instanceof ReadParked read) {
      return parked.read(read);
    } else if (statement instanceof FindParked find) {
      return parked.find(find.keys());
    } else if (statement instanceof FindObstacles find) {
      return parked.find(find);
    } else if (statement instanceof FindOrphans find) {
      return orphans.orphans(find);
    } else if (statement instanceof FindChildren find) {
      return orphans.children(find);
    }
    throw new IllegalArgumentException("Not simulated: " + statement.name());
  }

  /** The mark of the rows that a statement has written; behind a savepoint it is another one. */
  private long writer() {
    long writer = transaction.writer();
    transaction.releaseSavepoint();
    return world.variant().breaks(Omitted.WRITER_IS_THE_TRANSACTION) ? transaction.id() : writer;
  }

  private Execution<Boolean> advance(List<WatermarkMove> moves) {
    boolean[] moved = {true};
    return eachRow(
        moves,
        move -> new RowAccess<>(transaction, database.watermarks().at(move.stream())),
        (move, row) -> {
          if (!row.lockPlace()) {
            return false;
          }
          Tuple<Watermark> now = row.current();
          Watermark standing = now == null ? Watermark.NONE : now.value();
          if (standing.equals(move.from())) {
            row.write(move.to());
            database.newPosition();
            transaction.log(new WatermarkChange(move.stream(), move.to().sequence()));
          } else {
            moved[0] = false;
          }
          return true;
        },
        () -> moved[0]);
  }

  private Execution<Integer> claim(List<VersionKey> claimed) {
    int[] inserted = {0};
    return eachRow(
        claimed,
        this::version,
        (key, row) -> {
          if (!row.awaitChanges()) {
            return false;
          }
          if (row.current() == null) {
            row.write(VersionRow.empty(key));
            database.wrote(key);
            inserted[0]++;
          }
          return true;
        },
        () -> inserted[0]);
  }

  private Execution<Map<VersionKey, VersionRow>> lockVersions(List<VersionKey> locked) {
    Map<VersionKey, VersionRow> found = new LinkedHashMap<>();
    return eachRow(
        locked,
        this::version,
        (key, row) ->
            whenLocked(
                row,
                tuple -> {
                  if (tuple != null) {
                    found.put(key, tuple.value());
                  }
                }),
        () -> found);
  }

  private Execution<Map<VersionKey, RowState>> lockRows(List<RowTarget> targets) {
    Map<VersionKey, RowState> found = new LinkedHashMap<>();
    return eachRow(
        targets,
        this::row,
        (target, row) ->
            whenLocked(row, tuple -> found.put(target.key(), state(tuple, target.arrival()))),
        () -> found);
  }

  private RowState state(@Nullable Tuple<String> tuple, Arrival arrival) {
    return tuple == null
        ? RowState.MISSING
        : new RowState(
            true,
            tuple.writer(),
            tuple.value(),
            isAs(tuple.value(), arrival),
            texts(arrival, tuple.value()));
  }

  private boolean isAs(String row, Arrival arrival) {
    String told = value(arrival.row());
    if (told == null || !world.variant().narrowed() || !world.byColumn(arrival.change().table())) {
      return row.equals(told);
    }
    // Of a row of which only some columns are told, the others are as they may be.
    return ColumnRow.written(row, ColumnRow.read(told)).equals(row);
  }

  private ColumnTexts texts(Arrival arrival, String value) {
    return world.byColumn(arrival.change().table())
        ? ColumnRow.read(value)
        : ParkedStatements.texts(value);
  }

  private ToldColumns told(Arrival arrival) {
    String before = value(arrival.before());
    String after = value(arrival.row());
    return new ToldColumns(
        before == null ? null : texts(arrival, before),
        after == null ? null : texts(arrival, after));
  }

  /** What a target is to hold. */
  private @Nullable String written(RowTarget target, @Nullable String before) {
    String written = given(target, before);
    if (written == null || before != null) {
      return written;
    }
    if (world.residency() != null) {
      return ResidentRow.whole(written);
    }
    boolean partly =
        world.variant().narrowed() && world.byColumn(target.arrival().change().table());
    return partly ? NarrowedUpdates.whole(written) : written;
  }

  private static @Nullable String given(RowTarget target, @Nullable String before) {
    ColumnTexts columns = target.columns();
    if (columns != null && columns.has(ParkedStatements.VALUE)) {
      return columns.text(ParkedStatements.VALUE);
    } else if (columns != null) {
      return before == null ? ColumnRow.write(columns) : ColumnRow.written(before, columns);
    }
    String value = value(target.arrival().row());
    return value != null && before != null && LongColumn.isUnknown(value)
        ? LongColumn.kept(value, before)
        : value;
  }

  private Execution<Long> delete(List<RowTarget> targets) {
    return eachRow(
        targets,
        this::row,
        (target, row) ->
            whenLocked(
                row,
                tuple -> {
                  if (tuple != null && !isSpared(target.arrival())) {
                    enter(target, tuple.value(), null);
                    row.delete();
                    log(target, tuple.value(), null);
                    trigger(target);
                  }
                }),
        this::writer);
  }

  private boolean isSpared(Arrival arrival) {
    return arrival.change().kind() == ChangeKind.STUB
        && world.variant().breaks(Omitted.STUB_LEAVES_THE_ROW);
  }

  /**
   * M7: the effect that the application's cascade would have, if it ran in the sink's transaction.
   */
  private void trigger(RowTarget target) {
    RowKey child = world.cascade(keys.apply(target.key()));
    if (child != null && world.variant().breaks(Omitted.TRIGGERS_FIRE)) {
      RowAccess<String> row = new RowAccess<>(transaction, database.rows().at(child));
      row.snapshot();
      Tuple<String> tuple = row.current();
      if (tuple != null && row.lockPlace()) {
        UniqueColumn.write(transaction, child, tuple.value(), null);
        row.delete();
        transaction.log(child, tuple.value(), null, database.newPosition());
      }
    }
  }

  private Execution<RowMarks> upsert(List<RowTarget> targets) {
    return eachRow(
        targets,
        this::row,
        (target, row) -> {
          if (!row.lockPlace()) {
            return false;
          }
          String before = row.currentValue();
          String written = written(target, before);
          if (written == null) {
            throw new IllegalStateException("An upsert without a row: " + target);
          }
          if (!enter(target, before, written)) {
            return false;
          }
          row.write(written);
          log(target, before, written);
          return true;
        },
        () -> RowMarks.same(writer()));
  }

  /**
   * Does to the unique index what a write asks for; answers whether it could, or has to wait.
   *
   * @throws StoreException.RowsRefused where another row has what is unique
   */
  private boolean enter(RowTarget target, @Nullable String before, @Nullable String after) {
    return switch (UniqueColumn.write(transaction, keys.apply(target.key()), before, after)) {
      case DONE -> true;
      case WAITS -> false;
      case TAKEN -> throw new StoreException.RowsRefused("It is taken", null, "unique");
    };
  }

  /** A row that is there, or comes while it waits, is somebody else's. */
  private Execution<Restored> restore(List<RowTarget> targets) {
    Set<VersionKey> restored = new HashSet<>();
    return eachRow(
        targets,
        this::row,
        (target, row) -> {
          if (!row.awaitChanges()) {
            return false;
          }
          String value = written(target, null);
          if (row.current() == null && value != null) {
            if (!enter(target, null, value)) {
              return false;
            }
            row.write(value);
            log(target, null, value);
            restored.add(target.key());
          }
          return true;
        },
        () -> new Restored(writer(), restored));
  }

  private Execution<List<RecordView>> keysOfLane(KeysOfLane asked) {
    List<RecordView> found = new ArrayList<>();
    return new Execution<>(
        () ->
            database
                .rows()
                .forEachVisible(
                    transaction,
                    (key, value) -> {
                      if (key.table().equals(asked.table()) && key.lane().equals(asked.lane())) {
                        found.add(key.view());
                      }
                    }),
        List.of(),
        () -> found);
  }

  private Execution<Integer> writeVersions(List<VersionRow> written) {
    return eachRow(
        written.stream().filter(version -> !isForgotten(version.key())).toList(),
        version -> version(version.key()),
        (version, row) -> {
          if (!row.lockPlace()) {
            return false;
          }
          row.write(version);
          database.wrote(version.key());
          database.newPosition();
          return true;
        },
        written::size);
  }

  /** C7: what is remembered of a lane. */
  private boolean isForgotten(VersionKey key) {
    return !world.isRow(key) && world.variant().breaks(Omitted.TRUNCATE_IS_FORGOTTEN);
  }

  private RowAccess<VersionRow> version(VersionKey key) {
    return new RowAccess<>(transaction, database.versions().at(key));
  }

  private RowAccess<String> row(RowTarget target) {
    return new RowAccess<>(transaction, database.rows().at(keys.apply(target.key())));
  }

  private void log(RowTarget target, @Nullable String before, @Nullable String value) {
    transaction.log(keys.apply(target.key()), before, value, database.newPosition());
  }

  private static @Nullable String value(@Nullable RecordView row) {
    return row == null ? null : (String) row.value("value");
  }

  interface RowAction<T, V> {
    boolean done(T target, RowAccess<V> row);
  }

  interface TupleAction<V> {
    void accept(@Nullable Tuple<V> tuple);
  }

  static <V> boolean whenLocked(RowAccess<V> row, TupleAction<V> action) {
    if (!row.lockFound()) {
      return false;
    }
    action.accept(row.found());
    return true;
  }

  static <T, V, R> Execution<R> eachRow(
      Collection<T> targets,
      Function<T, RowAccess<V>> access,
      RowAction<T, V> action,
      Supplier<R> answer) {
    List<RowAccess<V>> rows = new ArrayList<>();
    List<BooleanSupplier> pieces = new ArrayList<>();
    for (T target : targets) {
      RowAccess<V> row = access.apply(target);
      rows.add(row);
      pieces.add(() -> action.done(target, row));
    }
    return new Execution<>(() -> rows.forEach(RowAccess::snapshot), pieces, answer);
  }
}
