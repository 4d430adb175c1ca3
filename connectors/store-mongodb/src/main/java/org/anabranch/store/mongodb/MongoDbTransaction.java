package org.anabranch.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.anabranch.sink.store.Statement.SnapshotLeftovers;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.Statement.UnresolvedOfLane;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.Statement.WriteParked;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.store.mongodb.document.RowDocument;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.schema.KnownIndexes;
import org.anabranch.store.mongodb.schema.WrittenCollections;
import org.anabranch.store.mongodb.statement.AlteredStatements;
import org.anabranch.store.mongodb.statement.ClosingStatements;
import org.anabranch.store.mongodb.statement.ConflictStatements;
import org.anabranch.store.mongodb.statement.DropStatements;
import org.anabranch.store.mongodb.statement.FloorStatements;
import org.anabranch.store.mongodb.statement.LaneKeys;
import org.anabranch.store.mongodb.statement.ObstacleStatements;
import org.anabranch.store.mongodb.statement.ParkedStatements;
import org.anabranch.store.mongodb.statement.RowStatements;
import org.anabranch.store.mongodb.statement.SessionScope;
import org.anabranch.store.mongodb.statement.VersionStatements;
import org.anabranch.store.mongodb.statement.WatermarkStatements;
import org.jspecify.annotations.Nullable;

/** One transaction of MongoDB; each statement of the plan is one or a few of its commands. */
final class MongoDbTransaction implements StoreTransaction {

  /** A commit whose outcome is not known is committed again; it takes effect once. */
  private static final long COMMITTING_NANOS = Duration.ofSeconds(30).toNanos();

  private static final long DELETED = 0;

  private final ClientSession session;
  private final WrittenCollections collections;
  private final SessionScope scope;
  private final WatermarkStatements watermarks;
  private final VersionStatements versions;
  private final RowStatements rows;
  private final LaneKeys laneKeys;
  private final FloorStatements floors;
  private final DropStatements drops;
  private final ParkedStatements parked;
  private final ObstacleStatements obstacles;
  private final AlteredStatements altered;
  private final ConflictStatements conflicts;
  private final ClosingStatements closings;
  private boolean asked;

  MongoDbTransaction(
      ClientSession session,
      SessionScope scope,
      KnownIndexes indexes,
      WrittenCollections collections) {
    this.session = session;
    this.collections = collections;
    this.scope = scope;
    this.watermarks = new WatermarkStatements(scope);
    this.versions = new VersionStatements(scope);
    this.rows = new RowStatements(scope);
    this.laneKeys = new LaneKeys(scope);
    this.floors = new FloorStatements(scope, versions);
    this.drops = new DropStatements(scope, versions);
    this.parked = new ParkedStatements(scope);
    this.obstacles = new ObstacleStatements(scope, indexes);
    this.altered = new AlteredStatements(scope);
    this.conflicts = new ConflictStatements(scope);
    this.closings = new ClosingStatements(scope);
  }

  @Override
  @SuppressWarnings("unchecked") // each statement answers with what its type says
  public <R> R execute(Statement<R> statement) {
    try {
      R answer = (R) answer(statement);
      asked = true;
      return answer;
    } catch (MongoException e) {
      boolean ofRows = statement instanceof UpsertRows || statement instanceof RestoreRows;
      throw MongoFailures.of(e, doing(statement), ofRows);
    }
  }

  private static String doing(Statement<?> statement) {
    if (statement instanceof UpsertRows upsert) {
      return statement.name() + " of " + upsert.table();
    }
    return statement instanceof RestoreRows restore
        ? statement.name() + " of " + restore.table()
        : statement.name();
  }

  private Object answer(Statement<?> statement) {
    if (statement instanceof AdvanceWatermarks advance) {
      return watermarks.advance(advance.moves());
    } else if (statement instanceof ClaimVersions claim) {
      return versions.claim(claim.keys());
    } else if (statement instanceof LockVersions lock) {
      return versions.lock(lock.keys());
    } else if (statement instanceof WriteVersions write) {
      return versions.write(write.rows());
    } else if (statement instanceof ReadPosition) {
      return position();
    } else if (statement instanceof RememberAltered remember) {
      return altered.remember(remember.columns());
    } else if (statement instanceof RecordConflicts record) {
      return conflicts.record(record.conflicts());
    } else if (statement instanceof RecordRefusals record) {
      return conflicts.refuse(record.refusals());
    } else if (statement instanceof UnresolvedConflicts unresolved) {
      return closings.unresolved(unresolved.keys());
    } else if (statement instanceof UnresolvedOfLane unresolved) {
      return closings.unresolved(unresolved.lane());
    } else if (statement instanceof CloseConflicts close) {
      return closings.close(close.closings());
    }
    Object ofRows = answerOfRows(statement);
    Object answer = ofRows != null ? ofRows : answerOfParked(statement);
    return answer != null ? answer : answerOfForgetting(statement);
  }

  private @Nullable Object answerOfRows(Statement<?> statement) {
    if (statement instanceof LockRows lock) {
      return rows.look(lock.targets(), lock.byColumn());
    } else if (statement instanceof ReadColumns read) {
      return read.arrivals().stream().map(RowDocument::told).toList();
    } else if (statement instanceof DeleteRows delete) {
      rows.delete(delete.table(), delete.rows());
      return DELETED;
    } else if (statement instanceof UpsertRows upsert) {
      collections.want(upsert.table());
      return rows.upsert(upsert.table(), upsert.rows());
    } else if (statement instanceof RestoreRows restore) {
      collections.want(restore.table());
      return rows.restore(restore.table(), restore.rows());
    } else if (statement instanceof KeysOfLane keys) {
      return laneKeys.read(keys.table(), keys.lane());
    } else if (statement instanceof FindOrphans) {
      return Map.of();
    } else if (statement instanceof FindChildren) {
      return List.of();
    }
    return null;
  }

  private @Nullable Object answerOfParked(Statement<?> statement) {
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
    }
    return null;
  }

  private Object answerOfForgetting(Statement<?> statement) {
    if (statement instanceof ReadFloors read) {
      return floors.read(read.lanes());
    } else if (statement instanceof LockFloors lock) {
      return floors.lock(lock.lanes());
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

  /**
   * Every answer of the server has told it; a transaction that has asked nothing asks something.
   */
  private long position() {
    if (!asked) {
      watermarks.touch();
    }
    return scope.position();
  }

  @Override
  public void commit() {
    long end = System.nanoTime() + COMMITTING_NANOS;
    while (true) {
      try {
        session.commitTransaction();
        return;
      } catch (MongoException e) {
        boolean unknown = e.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL);
        if (!unknown || System.nanoTime() > end) {
          throw MongoFailures.of(e, "commit", false);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      // Aborts what was not committed; the server forgets what it was told nothing about.
      session.close();
    } catch (MongoException e) {
      throw MongoFailures.of(e, "ending a transaction", false);
    }
  }
}
