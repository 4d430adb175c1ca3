package org.anabranch.sink.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.view.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link InMemoryStore} holds: rows, versions, watermarks and conflicts. One transaction at
 * a time has it for itself, so transactions are serial.
 */
public final class InMemoryDatabase {

  /** A row with its key; the columns are as the last writer left them. */
  record Row(RecordView key, Map<String, @Nullable Object> columns, long writer) {}

  /** Everything that a transaction can change. */
  static final class State {
    final Map<WatermarkKey, Watermark> watermarks;
    final Map<VersionKey, VersionRow> versions;
    final Map<VersionKey, Instant> mergedAt;
    final Map<TableLane, VersionVector> floors;
    final Map<VersionKey, Row> rows;
    final TreeMap<VersionKey, ParkedRow> parked;
    final Map<VersionKey, Instant> parkedAt;
    final Set<AlteredColumn> altered;
    final Map<String, Conflict> conflicts;
    final Map<String, Statement.Closing> closings;
    final Map<String, Statement.Refusal> refusals;

    State() {
      watermarks = new HashMap<>();
      versions = new HashMap<>();
      mergedAt = new HashMap<>();
      floors = new HashMap<>();
      rows = new HashMap<>();
      parked = new TreeMap<>();
      parkedAt = new HashMap<>();
      altered = new TreeSet<>();
      conflicts = new TreeMap<>();
      closings = new TreeMap<>();
      refusals = new TreeMap<>();
    }

    private State(State other) {
      watermarks = new HashMap<>(other.watermarks);
      versions = new HashMap<>(other.versions);
      mergedAt = new HashMap<>(other.mergedAt);
      floors = new HashMap<>(other.floors);
      rows = new HashMap<>(other.rows);
      parked = new TreeMap<>(other.parked);
      parkedAt = new HashMap<>(other.parkedAt);
      altered = new TreeSet<>(other.altered);
      conflicts = new TreeMap<>(other.conflicts);
      closings = new TreeMap<>(other.closings);
      refusals = new TreeMap<>(other.refusals);
    }

    State copy() {
      return new State(this);
    }
  }

  final Semaphore turn = new Semaphore(1);
  private State committed = new State();
  private long position;
  private Instant now = Instant.EPOCH;
  private boolean excluding;

  synchronized State committed() {
    return committed;
  }

  synchronized void commit(State state) {
    committed = state;
  }

  synchronized Instant now() {
    return now;
  }

  /** Has the store say that rows of its tables exclude each other; they do in any case. */
  public synchronized void exclude() {
    excluding = true;
  }

  synchronized boolean excluding() {
    return excluding;
  }

  /** Lets time pass for the database. */
  public synchronized void passes(Duration time) {
    now = now.plus(time);
  }

  public Map<TableLane, VersionVector> floors() {
    return Map.copyOf(committed().floors);
  }

  /** The log position moves with every statement and every write of the application. */
  synchronized long nextPosition() {
    return ++position;
  }

  /** What an application writes, in a transaction of its own. */
  public void save(Note note) {
    turn.acquireUninterruptibly();
    try {
      State state = committed().copy();
      Arrival arrival = NoteChange.by(NoteChange.A, 1).writes(note).arrival();
      state.rows.put(
          NoteChange.keyOf(note.id()),
          new Row(
              InMemoryTransaction.required(arrival.key()),
              InMemoryTransaction.columns(arrival),
              nextPosition()));
      commit(state);
    } finally {
      turn.release();
    }
  }

  /** What an application deletes, in a transaction of its own. */
  public void remove(long id) {
    turn.acquireUninterruptibly();
    try {
      State state = committed().copy();
      state.rows.remove(NoteChange.keyOf(id));
      nextPosition();
      commit(state);
    } finally {
      turn.release();
    }
  }

  public @Nullable Note find(long id) {
    Row row = committed().rows.get(NoteChange.keyOf(id));
    return row == null
        ? null
        : new Note(id, (String) row.columns().get("body"), (String) row.columns().get("extra"));
  }

  public Map<VersionKey, VersionRow> versions() {
    return Map.copyOf(committed().versions);
  }

  public Map<WatermarkKey, Watermark> watermarks() {
    return Map.copyOf(committed().watermarks);
  }

  public Map<String, Conflict> conflicts() {
    return Map.copyOf(committed().conflicts);
  }

  /** What has resolved conflicts, by the conflicts' names. */
  public Map<String, Statement.Closing> closings() {
    return Map.copyOf(committed().closings);
  }

  /** The columns that arrive altered. */
  public Set<AlteredColumn> altered() {
    return Set.copyOf(committed().altered);
  }

  public Map<VersionKey, ParkedRow> parked() {
    return Map.copyOf(committed().parked);
  }

  public Map<String, Statement.Refusal> refusals() {
    return Map.copyOf(committed().refusals);
  }

  /** Where the log stands. */
  public synchronized long position() {
    return position;
  }
}
