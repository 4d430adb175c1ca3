package org.anabranch.sink.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.InMemoryDatabase.Row;
import org.anabranch.sink.store.InMemoryDatabase.State;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.CloseConflicts;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.DropVersions;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.Statement.HiddenOfLane;
import org.anabranch.sink.store.Statement.KeysOfLane;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.LockFloors;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.Look;
import org.anabranch.sink.store.Statement.RaiseFloors;
import org.anabranch.sink.store.Statement.ReadColumns;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.RecordRefusals;
import org.anabranch.sink.store.Statement.Refusal;
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
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.UnresolvedConflict.Side;
import org.jspecify.annotations.Nullable;

/** Works on a copy of the database that its commit puts in place. */
final class InMemoryTransaction implements StoreTransaction {

  private static final long TURN_MAX_SECONDS = 10;
  private static final String KEY = "id";

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
    } else if (statement instanceof ReadColumns read) {
      return read.arrivals().stream().map(InMemoryTransaction::texts).toList();
    } else if (statement instanceof LockRows lock) {
      Map<VersionKey, RowState> found = new HashMap<>();
      lock.targets()
          .forEach(
              target ->
                  found.put(
                      target.key(),
                      found(now, target, lock.byColumn().contains(target.key().table()))));
      return found;
    } else if (statement instanceof DeleteRows delete) {
      delete.rows().forEach(target -> now.rows.remove(target.key()));
      return writer;
    } else if (statement instanceof UpsertRows upsert) {
      upsert.rows().forEach(target -> upsert(now, target));
      return RowMarks.same(writer);
    } else if (statement instanceof RestoreRows restore) {
      return restore(now, restore.rows());
    } else if (statement instanceof ReadFloors read) {
      return floors(now, read.lanes());
    } else if (statement instanceof LockFloors lock) {
      return floors(now, lock.lanes());
    } else if (statement instanceof RaiseFloors raise) {
      return raise(now, raise);
    } else if (statement instanceof LockDroppable lock) {
      return droppable(now, lock);
    } else if (statement instanceof DropVersions drop) {
      now.mergedAt.keySet().removeAll(drop.keys());
      return (int) drop.keys().stream().filter(key -> now.versions.remove(key) != null).count();
    } else if (statement instanceof SnapshotLeftovers left) {
      return leftovers(now, left);
    } else if (statement instanceof HiddenOfLane hidden) {
      return hidden(now, hidden.lane());
    } else if (statement instanceof ReadPosition) {
      return database.nextPosition();
    } else if (statement instanceof KeysOfLane keys) {
      return keysOfLane(now, keys);
    } else if (statement instanceof WriteVersions write) {
      write.rows().forEach(row -> now.versions.put(row.key(), row));
      write.rows().forEach(row -> now.mergedAt.put(row.key(), database.now()));
      return write.rows().size();
    } else if (statement instanceof RememberAltered remember) {
      return (int) remember.columns().stream().filter(now.altered::add).count();
    } else if (statement instanceof RecordConflicts record) {
      return (int) record.conflicts().stream().filter(conflict -> record(now, conflict)).count();
    } else if (statement instanceof RecordRefusals record) {
      return (int) record.refusals().stream().filter(refusal -> record(now, refusal)).count();
    } else if (statement instanceof UnresolvedConflicts unresolved) {
      return unresolved(now, key -> unresolved.keys().contains(key));
    } else if (statement instanceof UnresolvedOfLane unresolved) {
      return unresolved(now, key -> key.tableLane().equals(unresolved.lane()));
    } else if (statement instanceof CloseConflicts close) {
      return (int)
          close.closings().stream()
              .filter(closing -> now.closings.putIfAbsent(closing.conflict(), closing) == null)
              .count();
    }
    return new InMemoryParking(now, database.now()).answer(statement);
  }

  private static boolean advance(State now, WatermarkMove move) {
    boolean stands = now.watermarks.getOrDefault(move.stream(), Watermark.NONE).equals(move.from());
    if (stands) {
      now.watermarks.put(move.stream(), move.to());
    }
    return stands;
  }

  private boolean claim(State now, VersionKey key) {
    now.mergedAt.putIfAbsent(key, database.now());
    return now.versions.putIfAbsent(key, VersionRow.empty(key)) == null;
  }

  private static RowState found(State now, RowTarget target, boolean byColumn) {
    Row row = now.rows.get(target.key());
    if (row == null) {
      return RowState.MISSING;
    }
    Map<String, @Nullable Object> carried = columns(target.arrival());
    boolean same =
        target.arrival().row() != null
            && carried.entrySet().stream()
                .allMatch(e -> Objects.equals(row.columns().get(e.getKey()), e.getValue()));
    return new RowState(
        true,
        row.writer(),
        row.columns().toString(),
        same,
        byColumn ? texts(row.columns()) : ColumnTexts.NONE);
  }

  private static ToldColumns texts(Arrival arrival) {
    RecordView before = arrival.before();
    return new ToldColumns(
        before == null ? null : texts(columns(before)),
        arrival.row() == null ? null : texts(columns(arrival)));
  }

  /** All columns of the table but its key, which a refused arrival may lack, are texts. */
  static ColumnTexts texts(Map<String, @Nullable Object> columns) {
    ColumnTexts.Builder texts = new ColumnTexts.Builder();
    columns.forEach(
        (name, value) -> {
          if (!name.equals(KEY)) {
            texts.with(name, (String) value);
          }
        });
    return texts.build();
  }

  private static Map<String, @Nullable Object> columns(RecordView row) {
    Map<String, @Nullable Object> columns = new TreeMap<>();
    row.fields().forEach(field -> columns.put(field, row.value(field)));
    return columns;
  }

  private void upsert(State now, RowTarget target) {
    Map<String, @Nullable Object> carried = written(target);
    if (carried.get("body") instanceof String body && body.length() > Note.BODY_LENGTH_MAX) {
      throw new StoreException.RowsRefused(
          "A value is too long for the column body", new IllegalArgumentException());
    }
    Row before = now.rows.get(target.key());
    Map<String, @Nullable Object> columns = new TreeMap<>();
    if (before != null) {
      columns.putAll(before.columns());
    } else if (target.key().table().equals(NoteChange.TABLE)) {
      // A row has all columns of its table.
      columns.put("body", null);
      columns.put("extra", null);
    }
    columns.putAll(carried);
    InMemoryParking.check(now, target.key(), columns);
    now.rows.put(target.key(), new Row(required(target.arrival().key()), columns, writer));
  }

  private static Map<String, @Nullable Object> written(RowTarget target) {
    ColumnTexts given = target.columns();
    if (given == null) {
      return columns(target.arrival());
    }
    Map<String, @Nullable Object> written = columns(required(target.arrival().key()));
    given.names().forEach(name -> written.put(name, given.text(name)));
    return written;
  }

  private Restored restore(State now, List<RowTarget> rows) {
    Set<VersionKey> restored = new HashSet<>();
    for (RowTarget row : rows) {
      if (!now.rows.containsKey(row.key())) {
        upsert(now, row);
        restored.add(row.key());
      }
    }
    return new Restored(writer, restored);
  }

  private static Map<TableLane, VersionVector> floors(State now, Set<TableLane> lanes) {
    Map<TableLane, VersionVector> found = new HashMap<>(now.floors);
    found.keySet().retainAll(lanes);
    return found;
  }

  private static int raise(State now, RaiseFloors raise) {
    int raised = 0;
    for (Map.Entry<TableLane, VersionVector> floor : raise.floors().entrySet()) {
      TableLane lane = floor.getKey();
      if (now.watermarks.containsKey(new WatermarkKey(raise.own(), lane.table(), lane.lane()))) {
        now.floors.put(lane, floor.getValue());
        raised++;
      }
    }
    return raised;
  }

  private Look droppable(State now, LockDroppable asked) {
    Instant expiry = database.now().minus(asked.retention());
    List<VersionRow> lookedAt =
        now.versions.values().stream()
            .filter(row -> asked.upTo().containsKey(row.key().tableLane()))
            .filter(row -> asked.after() == null || row.key().compareTo(asked.after()) > 0)
            .sorted(Comparator.comparing(VersionRow::key))
            .limit(asked.lookedAtMax())
            .toList();
    List<Droppable> found = new ArrayList<>();
    for (VersionRow row : lookedAt) {
      Stamp upTo = asked.upTo().getOrDefault(row.key().tableLane(), Stamp.ZERO);
      boolean expired = now.mergedAt.getOrDefault(row.key(), Instant.MIN).isBefore(expiry);
      if (!row.hidden()
          && (expired || row.newest().compareTo(upTo) <= 0)
          && found.size() < asked.rowsMax()) {
        found.add(new Droppable(row, expired));
      }
    }
    boolean all = lookedAt.size() < asked.lookedAtMax();
    return asked.look(found, all ? null : lookedAt.get(lookedAt.size() - 1).key());
  }

  private static Set<VersionKey> hidden(State now, TableLane lane) {
    return now.versions.values().stream()
        .filter(row -> row.hidden() || row.kept() != null)
        .filter(row -> row.key().tableLane().equals(lane))
        .map(VersionRow::key)
        .collect(Collectors.toSet());
  }

  private static Set<VersionKey> leftovers(State now, SnapshotLeftovers asked) {
    ChangeId snapshot = new ChangeId(asked.origin(), Stamp.ZERO);
    Set<VersionKey> left = new HashSet<>();
    now.versions.forEach(
        (key, row) -> {
          if (key.tableLane().equals(asked.lane())
              && snapshot.equals(row.version().winner())
              && !row.version().deleted()
              && asked.left(row.version().sequence())) {
            left.add(key);
          }
        });
    return left;
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
            + conflict.arrival().change().key()
            + " "
            + conflict.loser().id()
            + " "
            + (conflict.winner() == null ? "" : conflict.winner().id());
    return now.conflicts.putIfAbsent(name, conflict) == null;
  }

  private static boolean record(State now, Refusal refusal) {
    return now.refusals.putIfAbsent(refusal.place().toString(), refusal) == null;
  }

  private static List<UnresolvedConflict> unresolved(State now, Predicate<VersionKey> wanted) {
    List<UnresolvedConflict> found = new ArrayList<>();
    now.conflicts.forEach(
        (name, conflict) -> {
          VersionKey key = conflict.arrival().versionKey();
          if (!now.closings.containsKey(name) && wanted.test(key)) {
            boolean parked = conflict.verdict() == Conflict.Verdict.PARKED;
            Conflict.Version winner = parked ? null : conflict.winner();
            found.add(
                new UnresolvedConflict(
                    name, key, winner == null ? null : side(winner), side(conflict.loser())));
          }
        });
    return found;
  }

  private static Side side(Conflict.Version version) {
    return new Side(version.id(), version.sequence());
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
