package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.column.RowColumnsBytes;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.store.postgres.statement.ArrayParameters.ColumnValue;
import org.jspecify.annotations.Nullable;

/**
 * Claims, locks and writes version rows in one transaction. A key without a version row is claimed
 * by {@linkplain LaneLocks locking its lane}; its row is inserted once, when it is known whole. A
 * task of an earlier release claims keys by inserting rows instead: where it was quicker, the
 * insert here fails as contended, and the transaction is tried again.
 */
public final class VersionStatements {

  /** Rows are locked above the sort, so in the order of the keys. */
  private static final String LOCK =
      """
      SELECT k.ord, %s
      FROM unnest(?::text[], ?::text[], ?::int4[], ?::bytea[])
        WITH ORDINALITY AS k(table_schema, table_name, lane, key_hash, ord)
      JOIN anabranch.version v USING (table_schema, table_name, lane, key_hash)
      ORDER BY k.ord
      FOR UPDATE OF v
      """
          .formatted(VersionColumns.OF_ROW);

  private static final String COLUMNS =
      "table_schema, table_name, lane, key_hash, vector, winner_origin, winner_stamp,"
          + " winner_sequence, newest, deleted, hidden, written_at, written_by, written_deleted,"
          + " columns, kept_stamp, written_kept";

  private static final String GIVEN =
      """
      FROM unnest(?::text[], ?::text[], ?::int4[], ?::bytea[], ?::bytea[], ?::text[], ?::int8[],
          ?::int8[], ?::int8[], ?::bool[], ?::bool[], ?::int8[], ?::int8[], ?::bool[],
          ?::bytea[], ?::int8[], ?::int8[])
        AS k(%s)
      """
          .formatted(COLUMNS);

  /** Without ON CONFLICT, which costs twice as much. */
  private static final String INSERT =
      "INSERT INTO anabranch.version (" + COLUMNS + ") SELECT k.* " + GIVEN;

  private static final String UPDATE =
      """
      UPDATE anabranch.version v
      SET vector = k.vector, winner_origin = k.winner_origin, winner_stamp = k.winner_stamp,
        winner_sequence = k.winner_sequence, newest = k.newest, deleted = k.deleted,
        hidden = k.hidden, written_at = k.written_at, written_by = k.written_by,
        written_deleted = k.written_deleted, columns = k.columns, kept_stamp = k.kept_stamp,
        written_kept = k.written_kept, merged_at = now()
      """
          + GIVEN
          + """
      WHERE v.table_schema = k.table_schema AND v.table_name = k.table_name AND v.lane = k.lane
        AND v.key_hash = k.key_hash
      """;

  private final Connection connection;
  private final RowMarking marking;
  private final LaneLocks lanes;
  private final Map<VersionKey, VersionRow> locked = new HashMap<>();
  private final Set<VersionKey> claimed = new HashSet<>();
  private List<VersionKey> ahead = List.of();
  private List<VersionKey> held = List.of();

  /**
   * @param marking which checks how the session is set, before rows are written
   */
  public VersionStatements(Connection connection, RowMarking marking) {
    this.connection = connection;
    this.marking = marking;
    this.lanes = new LaneLocks();
  }

  /** Claims the keys that have no version row, and locks the rows of the others. */
  public int claim(List<VersionKey> keys) throws SQLException {
    if (keys.equals(ahead)) {
      ahead = List.of();
      return (int) keys.stream().filter(claimed::contains).count();
    }
    int before = claimed.size();
    Journey journey = new Journey();
    claim(keys, journey);
    journey.make(connection);
    return claimed.size() - before;
  }

  /** The same before it is asked for, with a journey. */
  public void claimAhead(List<VersionKey> keys, Journey journey) {
    ahead = keys;
    claim(keys, journey);
  }

  private void claim(List<VersionKey> keys, Journey journey) {
    held = keys;
    find(
        keys,
        journey,
        found -> {
          locked.putAll(found);
          for (VersionKey key : keys) {
            if (!found.containsKey(key)) {
              claimed.add(key);
            }
          }
        });
  }

  /** Whether just these were claimed last, and so are locked. */
  public boolean holds(List<VersionKey> keys) {
    return keys.equals(held);
  }

  /** The rows of keys; an empty one for each that is claimed. */
  public Map<VersionKey, VersionRow> lock(List<VersionKey> keys) throws SQLException {
    Map<VersionKey, VersionRow> rows = new HashMap<>(2 * keys.size());
    List<VersionKey> unknown = new ArrayList<>();
    for (VersionKey key : keys) {
      VersionRow row = claimed.contains(key) ? VersionRow.empty(key) : locked.get(key);
      if (row == null) {
        unknown.add(key);
      } else {
        rows.put(key, row);
      }
    }
    if (!unknown.isEmpty()) {
      Journey journey = new Journey();
      find(
          unknown,
          journey,
          found -> {
            locked.putAll(found);
            rows.putAll(found);
          });
      journey.make(connection);
    }
    return rows;
  }

  /**
   * Locks what is not locked yet of the keys' lanes, then their rows as they are by then; hands
   * those on.
   */
  private void find(
      List<VersionKey> keys, Journey journey, Consumer<Map<VersionKey, VersionRow>> then) {
    List<Integer> missing = lanes.missing(keys);
    if (!missing.isEmpty()) {
      journey.query(
          LaneLocks.LOCK,
          new ArrayParameters().with("int4", missing, number -> number),
          lock -> {
            lanes.locked(missing);
            lock.next();
            marking.check(lock.getString(2));
          });
    }
    journey.query(
        LOCK,
        VersionColumns.keys(keys),
        row -> {
          Map<VersionKey, VersionRow> found = new HashMap<>();
          while (row.next()) {
            VersionKey key = keys.get(row.getInt(1) - 1);
            found.put(key, VersionColumns.read(row, key));
          }
          then.accept(found);
        });
  }

  /** Writes version rows that are claimed or locked; answers how many. */
  public int write(List<VersionRow> rows) throws SQLException {
    List<VersionRow> fresh = new ArrayList<>();
    List<VersionRow> known = new ArrayList<>();
    for (VersionRow row : rows) {
      (claimed.remove(row.key()) ? fresh : known).add(row);
      locked.put(row.key(), row);
    }
    return (fresh.isEmpty() ? 0 : given(fresh).update(connection, INSERT))
        + (known.isEmpty() ? 0 : given(known).update(connection, UPDATE));
  }

  private static ArrayParameters given(List<VersionRow> rows) {
    return VersionColumns.keys(rows.stream().map(VersionRow::key).toList())
        .with("bytea", rows, row -> VectorBytes.write(row.version().vector()))
        .with("text", rows, row -> ofWinner(row, winner -> winner.origin().name()))
        .with("int8", rows, row -> ofWinner(row, winner -> winner.stamp().bits()))
        .with("int8", rows, row -> ofWinner(row, winner -> row.version().sequence().bits()))
        .with("int8", rows, row -> row.newest().bits())
        .with("bool", rows, row -> row.version().deleted())
        .with("bool", rows, VersionRow::hidden)
        .with("int8", rows, row -> ofWrite(row, SinkWrite::position))
        .with("int8", rows, row -> ofWrite(row, SinkWrite::writer))
        .with("bool", rows, row -> ofWrite(row, SinkWrite::deleted))
        .with("bytea", rows, row -> RowColumnsBytes.write(row.columns()))
        .with("int8", rows, VersionStatements::kept)
        .with("int8", rows, row -> ofWrite(row, SinkWrite::kept));
  }

  private static @Nullable Object ofWinner(VersionRow row, ColumnValue<ChangeId> part) {
    ChangeId winner = row.version().winner();
    return winner == null ? null : part.of(winner);
  }

  private static @Nullable Object kept(VersionRow row) {
    Stamp kept = row.kept();
    return kept == null ? null : kept.bits();
  }

  private static @Nullable Object ofWrite(VersionRow row, ColumnValue<SinkWrite> part) {
    SinkWrite written = row.written();
    return written == null ? null : part.of(written);
  }
}
