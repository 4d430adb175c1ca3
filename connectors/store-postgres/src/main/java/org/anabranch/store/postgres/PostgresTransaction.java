package org.anabranch.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
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
import org.anabranch.sink.store.Statement.RecordRefusals;
import org.anabranch.sink.store.Statement.RememberAltered;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.Restored;
import org.anabranch.sink.store.Statement.SnapshotLeftovers;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.Statement.UnresolvedOfLane;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.Statement.WriteParked;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.postgres.catalog.Catalog;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.anabranch.store.postgres.statement.AlteredStatements;
import org.anabranch.store.postgres.statement.CheckedForeignKeys;
import org.anabranch.store.postgres.statement.ClosingStatements;
import org.anabranch.store.postgres.statement.ColumnStatements;
import org.anabranch.store.postgres.statement.ConflictStatements;
import org.anabranch.store.postgres.statement.DropStatements;
import org.anabranch.store.postgres.statement.FloorStatements;
import org.anabranch.store.postgres.statement.Journey;
import org.anabranch.store.postgres.statement.LaneKeys;
import org.anabranch.store.postgres.statement.ObstacleStatements;
import org.anabranch.store.postgres.statement.ParkedStatements;
import org.anabranch.store.postgres.statement.ReadAhead;
import org.anabranch.store.postgres.statement.ReferenceStatements;
import org.anabranch.store.postgres.statement.RowMarking;
import org.anabranch.store.postgres.statement.RowStatements;
import org.anabranch.store.postgres.statement.Targets;
import org.anabranch.store.postgres.statement.VersionStatements;
import org.anabranch.store.postgres.statement.WatermarkStatements;
import org.jspecify.annotations.Nullable;

/** One transaction, READ COMMITTED; each statement of the plan is one or a few of SQL. */
final class PostgresTransaction implements StoreTransaction {

  private final PostgresSession session;
  private final Connection connection;
  private final Catalog catalog;
  private final Targets targets;
  private final WatermarkStatements watermarks;
  private final VersionStatements versions;
  private final RowMarking marking;
  private final RowStatements rows;
  private final ColumnStatements columns;
  private final LaneKeys laneKeys;
  private final FloorStatements floors;
  private final DropStatements drops;
  private final ParkedStatements parked;
  private final ObstacleStatements obstacles;
  private final ReferenceStatements references;
  private final AlteredStatements altered;
  private final ConflictStatements conflicts;
  private final ClosingStatements closings;
  private final ReadAhead ahead;
  private boolean ended;

  PostgresTransaction(
      PostgresSession session,
      Connection connection,
      Origin own,
      Catalog catalog,
      PostgresStoreOptions options,
      Predicate<TableName> byColumn,
      CheckedForeignKeys foreignKeys) {
    this.session = session;
    this.connection = connection;
    this.catalog = catalog;
    this.targets =
        new Targets(
            connection,
            catalog,
            session.triggersOff(),
            options.autoCreate(),
            options.autoEvolve(),
            byColumn);
    this.watermarks = new WatermarkStatements(connection);
    this.marking = new RowMarking(connection, session.triggersOff());
    this.versions = new VersionStatements(connection, marking);
    this.rows = new RowStatements(connection, targets, marking);
    this.columns = new ColumnStatements(connection, targets);
    this.laneKeys = new LaneKeys(connection, targets);
    this.floors = new FloorStatements(connection);
    this.drops = new DropStatements(connection);
    this.parked = new ParkedStatements(connection);
    this.obstacles = new ObstacleStatements(connection, targets, foreignKeys);
    this.references = new ReferenceStatements(connection, targets, foreignKeys);
    this.altered = new AlteredStatements(connection);
    this.conflicts = new ConflictStatements(connection, options.conflictTable());
    this.closings = new ClosingStatements(connection, options.conflictTable());
    this.ahead = new ReadAhead(own, floors, closings);
  }

  @Override
  @SuppressWarnings("unchecked") // each statement answers with what its type says
  public <R> R execute(Statement<R> statement) {
    try {
      return (R) answer(statement);
    } catch (SQLException e) {
      StoreException failed = session.failed(e, doing(statement));
      throw StaleCatalog.orElse(catalog, SqlFailures.state(e), failed);
    } catch (StoreException.RowsRefused e) {
      throw StaleCatalog.orElse(catalog, "", e);
    }
  }

  private static String doing(Statement<?> statement) {
    if (statement instanceof UpsertRows upsert) {
      return statement.name() + " of " + upsert.table();
    }
    if (statement instanceof RestoreRows restore) {
      return statement.name() + " of " + restore.table();
    }
    if (statement instanceof ReadColumns read) {
      return statement.name()
          + " of "
          + read.arrivals().stream().map(arrival -> arrival.change().table()).distinct().toList();
    }
    return statement instanceof DeleteRows delete
        ? statement.name() + " of " + delete.table()
        : statement.name();
  }

  private Object answer(Statement<?> statement) throws SQLException {
    if (statement instanceof AdvanceWatermarks advance) {
      return advance(advance);
    } else if (statement instanceof ClaimVersions claim) {
      return versions.claim(held(claim.keys()));
    } else if (statement instanceof LockVersions lock) {
      return versions.lock(held(lock.keys()));
    } else if (statement instanceof WriteVersions write) {
      return versions.write(write.rows());
    } else if (statement instanceof ReadPosition) {
      return marking.position();
    } else if (statement instanceof RememberAltered remember) {
      return altered.remember(remember.columns());
    } else if (statement instanceof RecordConflicts record) {
      ahead.forgetUnresolved();
      return conflicts.record(record.conflicts());
    } else if (statement instanceof RecordRefusals record) {
      return conflicts.refuse(record.refusals());
    } else if (statement instanceof UnresolvedConflicts unresolved) {
      List<UnresolvedConflict> read = ahead.unresolved(unresolved.keys());
      return read != null ? read : closings.unresolved(unresolved.keys());
    } else if (statement instanceof UnresolvedOfLane unresolved) {
      return closings.unresolved(unresolved.lane());
    } else if (statement instanceof CloseConflicts close) {
      ahead.forgetUnresolved();
      return closings.close(close.closings());
    }
    Object ofRows = answerOfRows(statement);
    Object answer = ofRows != null ? ofRows : answerOfParked(statement);
    return answer != null ? answer : answerOfForgetting(statement);
  }

  /** With the keys that come next, in one journey to the server. */
  private boolean advance(AdvanceWatermarks advance) throws SQLException {
    Journey journey = new Journey();
    AtomicInteger moved = watermarks.advance(advance.moves(), journey);
    if (!advance.next().isEmpty()) {
      versions.claimAhead(advance.next(), journey);
      ahead.read(advance.next(), journey);
    }
    journey.make(connection);
    return moved.get() == advance.moves().size();
  }

  /** What was read before more keys are locked holds no longer. */
  private List<VersionKey> held(List<VersionKey> keys) {
    if (!versions.holds(keys)) {
      ahead.forget();
    }
    return keys;
  }

  private @Nullable Object answerOfParked(Statement<?> statement) throws SQLException {
    if (statement instanceof WriteParked write) {
      return parked.write(write.rows());
    } else if (statement instanceof DropParked drop) {
      return parked.drop(drop.keys());
    } else if (statement instanceof ReadParked read) {
      return parked.read(read.table(), read.after(), read.rowsMax());
    } else if (statement instanceof FindParked find) {
      return parked.find(find.keys());
    } else if (statement instanceof FindObstacles find) {
      return obstacles.find(find.table(), find.rows());
    } else if (statement instanceof FindOrphans find) {
      return references.orphans(find.table(), find.rows());
    } else if (statement instanceof FindChildren find) {
      return references.children(find.table(), find.deleted(), find.rowsMax());
    }
    return null;
  }

  private @Nullable Object answerOfRows(Statement<?> statement) throws SQLException {
    if (statement instanceof LockRows lock) {
      return rows.lock(lock.targets(), lock.byColumn());
    } else if (statement instanceof ReadColumns read) {
      return columns.tell(read.arrivals());
    } else if (statement instanceof DeleteRows delete) {
      rows.delete(delete.table(), delete.rows());
      return marking.mark();
    } else if (statement instanceof UpsertRows upsert) {
      rows.upsert(upsert.table(), upsert.rows());
      return RowMarks.same(marking.mark());
    } else if (statement instanceof RestoreRows restore) {
      Set<VersionKey> restored = rows.restore(restore.table(), restore.rows());
      return new Restored(marking.mark(), restored);
    } else if (statement instanceof KeysOfLane keys) {
      return laneKeys.read(keys.table(), keys.lane());
    }
    return null;
  }

  private Object answerOfForgetting(Statement<?> statement) throws SQLException {
    if (statement instanceof ReadFloors read) {
      Map<TableLane, VersionVector> known = ahead.floors(read.own(), read.lanes());
      return known != null ? known : floors.read(read.own(), read.lanes());
    } else if (statement instanceof LockFloors lock) {
      return floors.lock(lock.own(), lock.lanes());
    } else if (statement instanceof RaiseFloors raise) {
      return floors.raise(raise.own(), raise.floors());
    } else if (statement instanceof LockDroppable lock) {
      return drops.lock(lock);
    } else if (statement instanceof DropVersions drop) {
      return drops.drop(drop.keys());
    } else if (statement instanceof SnapshotLeftovers leftovers) {
      return drops.leftovers(leftovers.lane(), leftovers.origin(), leftovers.attempts());
    } else if (statement instanceof HiddenOfLane hidden) {
      return drops.hidden(hidden.lane());
    }
    throw new IllegalArgumentException("Unknown statement " + statement.name());
  }

  @Override
  public void commit() {
    try {
      connection.commit();
      ended = true;
    } catch (SQLException e) {
      throw session.failed(e, "commit");
    }
  }

  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    session.rollback();
    if (targets.defined()) {
      catalog.forgetAll();
    }
  }
}
