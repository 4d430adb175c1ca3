package org.anabranch.store.postgres.statement;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.Look;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;

/** Finds and drops version rows of whole lanes. */
public final class DropStatements {

  /** Postgres' calendar ends before that of durations does. */
  private static final Duration RETENTION_MAX = Duration.ofDays(36_500);

  /** No hash is as long. */
  private static final byte[] ABOVE_ALL = "\u00ff".repeat(64).getBytes(ISO_8859_1);

  /**
   * Lane by lane, so that each is a range of the primary key; with a limit within each, or the
   * planner would read a lane to its end to sort it.
   */
  private static final String LOCK =
      """
      SELECT v.ord, %s, v.expired, v.key_hash
      FROM (
        SELECT l.ord, v.*
        FROM unnest(?::text[], ?::text[], ?::int4[], ?::bytea[], ?::bytea[], ?::int8[])
          WITH ORDINALITY AS l(table_schema, table_name, lane, after, until, bound, ord)
        CROSS JOIN LATERAL (
          SELECT v.*, v.merged_at < now() - ?::int8 * interval '1 millisecond' AS expired
          FROM anabranch.version v
          WHERE v.table_schema = l.table_schema AND v.table_name = l.table_name
            AND v.lane = l.lane AND v.key_hash > l.after AND v.key_hash <= l.until AND NOT v.hidden
            AND (v.newest <= l.bound OR v.merged_at < now() - ?::int8 * interval '1 millisecond')
          ORDER BY v.key_hash
          LIMIT ?::int8
          FOR UPDATE OF v SKIP LOCKED) AS v
        LIMIT ?::int8) AS v
      """
          .formatted(VersionColumns.OF_ROW);

  /** Reads the index alone, as far as the table has been vacuumed. */
  private static final String END =
      """
      SELECT l.ord, v.key_hash
      FROM unnest(?::text[], ?::text[], ?::int4[], ?::bytea[])
        WITH ORDINALITY AS l(table_schema, table_name, lane, after, ord)
      CROSS JOIN LATERAL (
        SELECT v.key_hash
        FROM anabranch.version v
        WHERE v.table_schema = l.table_schema AND v.table_name = l.table_name
          AND v.lane = l.lane AND v.key_hash > l.after
        ORDER BY v.key_hash
        LIMIT ?::int8) AS v
      OFFSET ?::int8 - 1 LIMIT 1
      """;

  private static final String DROP =
      """
      DELETE FROM anabranch.version v
      USING unnest(?::text[], ?::text[], ?::int4[], ?::bytea[])
        AS k(table_schema, table_name, lane, key_hash)
      WHERE v.table_schema = k.table_schema AND v.table_name = k.table_name AND v.lane = k.lane
        AND v.key_hash = k.key_hash
      """;

  private static final String LEFTOVERS =
      """
      SELECT v.key_hash
      FROM anabranch.version v
      WHERE v.table_schema = ? AND v.table_name = ? AND v.lane = ? AND v.winner_origin = ?
        AND v.winner_stamp = 0 AND v.winner_sequence >= ? AND winner_sequence < ? AND NOT v.deleted
      """;

  private static final String HIDDEN =
      """
      SELECT v.key_hash
      FROM anabranch.version v
      WHERE v.table_schema = ? AND v.table_name = ? AND v.lane = ?
        AND (v.hidden OR v.kept_stamp IS NOT NULL)
      """;

  /** Jumps from lane to lane along the primary key, however many rows each has. */
  private static final String LANES =
      """
      WITH RECURSIVE found AS (
        (SELECT v.table_schema, v.table_name, v.lane FROM anabranch.version v
          ORDER BY 1, 2, 3 LIMIT 1)
        UNION ALL
        SELECT next.* FROM found f
        CROSS JOIN LATERAL (
          SELECT v.table_schema, v.table_name, v.lane FROM anabranch.version v
          WHERE (v.table_schema, v.table_name, v.lane) > (f.table_schema, f.table_name, f.lane)
          ORDER BY 1, 2, 3 LIMIT 1) AS next)
      SELECT table_schema, table_name, lane FROM found
      """;

  private final Connection connection;

  public DropStatements(Connection connection) {
    this.connection = connection;
  }

  /** The last of as many version rows as may be looked at; null where there are not as many. */
  private @Nullable VersionKey end(LockDroppable asked) throws SQLException {
    List<TableLane> lanes = from(asked.upTo().keySet(), asked.after());
    try (PreparedStatement query =
            LaneParameters.of(lanes)
                .with("bytea", lanes, lane -> afterWithin(lane, asked.after()))
                .and((long) asked.lookedAtMax())
                .and((long) asked.lookedAtMax())
                .prepare(connection, END);
        ResultSet row = query.executeQuery()) {
      return row.next() ? key(lanes.get(row.getInt(1) - 1), row.getBytes(2)) : null;
    }
  }

  /** Locks what can perhaps be dropped; what somebody else has locked is left out. */
  public Look lock(LockDroppable asked) throws SQLException {
    VersionKey end = end(asked);
    List<TableLane> lanes =
        from(asked.upTo().keySet(), asked.after()).stream()
            .filter(lane -> end == null || lane.compareTo(end.tableLane()) <= 0)
            .toList();
    Duration retention =
        asked.retention().compareTo(RETENTION_MAX) > 0 ? RETENTION_MAX : asked.retention();
    List<Droppable> droppable = new ArrayList<>();
    try (PreparedStatement query =
            LaneParameters.of(lanes)
                .with("bytea", lanes, lane -> afterWithin(lane, asked.after()))
                .with("bytea", lanes, lane -> untilWithin(lane, end))
                .with("int8", lanes, lane -> asked.upTo().getOrDefault(lane, Stamp.ZERO).bits())
                .and(retention.toMillis())
                .and(retention.toMillis())
                .and((long) asked.rowsMax())
                .and((long) asked.rowsMax())
                .prepare(connection, LOCK);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        TableLane lane = lanes.get(row.getInt(1) - 1);
        droppable.add(
            new Droppable(
                VersionColumns.read(row, key(lane, row.getBytes("key_hash"))),
                row.getBoolean("expired")));
      }
    }
    return asked.look(droppable, end);
  }

  /** In order, those that have keys after this one. */
  private static List<TableLane> from(Set<TableLane> lanes, @Nullable VersionKey after) {
    return lanes.stream()
        .filter(lane -> after == null || lane.compareTo(after.tableLane()) >= 0)
        .sorted()
        .toList();
  }

  /** The hash after which a lane's rows are wanted; all hashes come after the empty one. */
  private static byte[] afterWithin(TableLane lane, @Nullable VersionKey after) {
    return after == null || !after.tableLane().equals(lane) ? new byte[0] : after.hash().bytes();
  }

  private static byte[] untilWithin(TableLane lane, @Nullable VersionKey until) {
    return until == null || !until.tableLane().equals(lane) ? ABOVE_ALL : until.hash().bytes();
  }

  /** Drops version rows that are locked; answers how many. */
  public int drop(List<VersionKey> keys) throws SQLException {
    return VersionColumns.keys(keys).update(connection, DROP);
  }

  /** What interrupted attempts at a snapshot left; without any, no version row is read. */
  public Set<VersionKey> leftovers(TableLane lane, Origin origin, SnapshotProgress attempts)
      throws SQLException {
    if (!attempts.interrupted()) {
      return Set.of();
    }
    try (PreparedStatement query = connection.prepareStatement(LEFTOVERS)) {
      query.setString(4, origin.name());
      query.setLong(5, attempts.since().bits());
      query.setLong(6, attempts.from().bits());
      return keysOf(lane, query);
    }
  }

  /** The keys of a lane whose winner is hidden or waits. */
  public Set<VersionKey> hidden(TableLane lane) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(HIDDEN)) {
      return keysOf(lane, query);
    }
  }

  /** Runs a query for key hashes whose first three parameters name a lane. */
  private static Set<VersionKey> keysOf(TableLane lane, PreparedStatement query)
      throws SQLException {
    query.setString(1, lane.table().schema());
    query.setString(2, lane.table().table());
    query.setInt(3, lane.lane());
    Set<VersionKey> keys = new HashSet<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        keys.add(key(lane, row.getBytes(1)));
      }
    }
    return keys;
  }

  /** The lanes that have version rows. */
  public Set<TableLane> lanes() throws SQLException {
    Set<TableLane> lanes = new HashSet<>();
    try (PreparedStatement query = connection.prepareStatement(LANES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        lanes.add(new TableLane(new TableName(row.getString(1), row.getString(2)), row.getInt(3)));
      }
    }
    return lanes;
  }

  private static VersionKey key(TableLane lane, byte[] hash) {
    return new VersionKey(lane.table(), lane.lane(), KeyHash.of(hash));
  }
}
