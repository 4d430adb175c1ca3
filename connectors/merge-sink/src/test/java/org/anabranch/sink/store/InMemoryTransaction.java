package org.anabranch.sink.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.InMemoryDatabase.Row;
import org.anabranch.sink.store.InMemoryDatabase.State;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.KeysOfLane;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.RecordRefusals;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.jspecify.annotations.Nullable;

/** Works on a copy of the database that its commit puts in place. */
final class InMemoryTransaction implements StoreTransaction {

  private static final long TURN_MAX_SECONDS = 10;

  private final InMemoryDatabase database;
  private final long writer;
  private @Nullable State state;

  InMemoryTransaction(InMemoryDatabase database) {
    this.database = database;
    this.writer = database.nextPosition();
  }

  @Override
  @SuppressWarnings("unchecked") // each statement is answered as its own type says
  public <R> R execute(Statement<R> statement) {
    database.nextPosition();
    return (R) Objects.requireNonNull(answer(state(), statement));
  }

  private State state() {
    if (state == null) {
      try {
        if (!database.turn.tryAcquire(TURN_MAX_SECONDS, TimeUnit.SECONDS)) {
          throw new StoreException.Contended(
              "Another transaction is open", new IllegalStateException());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException.Contended("Interrupted", e);
      }
      state = database.committed().copy();
    }
    return state;
  }

  private Object answer(State now, Statement<?> statement) {
    if (statement instanceof AdvanceWatermarks advance) {
      return advance.moves().stream().allMatch(move -> advance(now, move));
    } else if (statement instanceof ClaimVersions claim) {
      return (int) claim.keys().stream().filter(key -> claim(now, key)).count();
    } else if (statement instanceof LockVersions lock) {
      Map<VersionKey, VersionRow> found = new HashMap<>(now.versions);
      found.keySet().retainAll(lock.keys());
      return found;
    } else if (statement instanceof LockRows lock) {
      Map<VersionKey, RowState> found = new HashMap<>();
      lock.targets().forEach(target -> found.put(target.key(), found(now, target)));
      return found;
    } else if (statement instanceof DeleteRows delete) {
      delete.rows().forEach(target -> now.rows.remove(target.key()));
      return writer;
    } else if (statement instanceof UpsertRows upsert) {
      upsert.rows().forEach(target -> upsert(now, target));
      return writer;
    } else if (statement instanceof ReadPosition) {
      return database.nextPosition();
    } else if (statement instanceof KeysOfLane keys) {
      return keysOfLane(now, keys);
    } else if (statement instanceof WriteVersions write) {
      write.rows().forEach(row -> now.versions.put(row.key(), row));
      return write.rows().size();
    } else if (statement instanceof RecordConflicts record) {
      return (int) record.conflicts().stream().filter(conflict -> record(now, conflict)).count();
    } else if (statement instanceof RecordRefusals record) {
      return (int) record.refusals().stream().filter(refusal -> record(now, refusal)).count();
    }
    throw new IllegalArgumentException(statement.name());
  }

  private static boolean advance(State now, WatermarkMove move) {
    boolean stands = now.watermarks.getOrDefault(move.stream(), Watermark.NONE).equals(move.from());
    if (stands) {
      now.watermarks.put(move.stream(), move.to());
    }
    return stands;
  }

  private static boolean claim(State now, VersionKey key) {
    return now.versions.putIfAbsent(key, VersionRow.empty(key)) == null;
  }

  private static RowState found(State now, RowTarget target) {
    Row row = now.rows.get(target.key());
    if (row == null) {
      return RowState.MISSING;
    }
    Map<String, @Nullable Object> carried = columns(target.arrival());
    boolean same =
        target.arrival().row() != null
            && carried.entrySet().stream()
                .allMatch(e -> Objects.equals(row.columns().get(e.getKey()), e.getValue()));
    return new RowState(true, row.writer(), row.columns().toString(), same);
  }

  private void upsert(State now, RowTarget target) {
    Map<String, @Nullable Object> carried = columns(target.arrival());
    if (carried.get("body") instanceof String body && body.length() > Note.BODY_LENGTH_MAX) {
      throw new StoreException.RowsRefused(
          "A value is too long for the column body", new IllegalArgumentException());
    }
    Row before = now.rows.get(target.key());
    Map<String, @Nullable Object> columns = new TreeMap<>();
    if (before != null) {
      columns.putAll(before.columns());
    }
    columns.putAll(carried);
    now.rows.put(target.key(), new Row(required(target.arrival().key()), columns, writer));
  }

  private static List<RecordView> keysOfLane(State now, KeysOfLane asked) {
    List<RecordView> keys = new ArrayList<>();
    now.rows.forEach(
        (key, row) -> {
          byte[] canonical = CanonicalKey.of(row.key());
          if (key.table().equals(asked.table())
              && CanonicalKey.lane(canonical, asked.lane().of()).equals(asked.lane())) {
            keys.add(row.key());
          }
        });
    return keys;
  }

  private static boolean record(State now, Conflict conflict) {
    String name =
        conflict.arrival().place()
            + " "
            + conflict.loser().id()
            + " "
            + (conflict.winner() == null ? "" : conflict.winner().id());
    return now.conflicts.putIfAbsent(name, conflict) == null;
  }

  private static boolean record(State now, Refusal refusal) {
    return now.refusals.putIfAbsent(refusal.place().toString(), refusal) == null;
  }

  /** The columns that an arrival has a value for. */
  static Map<String, @Nullable Object> columns(Arrival arrival) {
    Map<String, @Nullable Object> columns = new TreeMap<>();
    RecordView row = arrival.row();
    if (row != null) {
      for (String field : row.fields()) {
        if (arrival.change().columns().present(field)) {
          columns.put(field, row.value(field));
        }
      }
    }
    return columns;
  }

  static RecordView required(@Nullable RecordView key) {
    return Objects.requireNonNull(key, "a row is written by its key");
  }

  @Override
  public void commit() {
    if (state != null) {
      database.commit(state);
    }
    close();
  }

  @Override
  public void close() {
    if (state != null) {
      state = null;
      database.turn.release();
    }
  }
}
