package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;

/** Reads watermarks and moves them by compare-and-set (rule M5). */
public final class WatermarkStatements {

  private static final String READ =
      """
      SELECT k.ord, w.stamp, w.context, w.log_position, w.snapshot_since, w.snapshot_from, w.members
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int4[])
        WITH ORDINALITY AS k(origin, table_schema, table_name, lane, ord)
      JOIN anabranch.watermark w USING (origin, table_schema, table_name, lane)
      """;

  private static final String STREAMS =
      """
      SELECT w.origin, w.lane FROM anabranch.watermark w
      WHERE w.table_schema = ? AND w.table_name = ?
      """;

  private static final String TABLES =
      "SELECT DISTINCT w.table_schema, w.table_name FROM anabranch.watermark w";

  private static final String START =
      """
      INSERT INTO anabranch.watermark (origin, table_schema, table_name, lane, stamp, context,
        log_position, snapshot_since, snapshot_from, members)
      SELECT m.origin, m.table_schema, m.table_name, m.lane, m.stamp, m.context, m.log_position,
        m.snapshot_since, m.snapshot_from, m.members
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int4[], ?::int8[], ?::bytea[], ?::int8[],
          ?::int8[], ?::int8[], ?::int8[])
        WITH ORDINALITY AS m(origin, table_schema, table_name, lane, stamp, context, log_position,
          snapshot_since, snapshot_from, members, ord)
      ORDER BY m.ord
      ON CONFLICT DO NOTHING
      """;

  /** All is compared, not the stamp alone: marks repeat a stamp with more context. */
  private static final String MOVE =
      """
      WITH standing AS MATERIALIZED (
        SELECT m.*
        FROM unnest(?::text[], ?::text[], ?::text[], ?::int4[], ?::int8[], ?::bytea[], ?::int8[],
            ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::bytea[], ?::int8[], ?::int8[],
            ?::int8[], ?::int8[])
          WITH ORDINALITY AS m(origin, table_schema, table_name, lane, stamp, context,
            log_position, snapshot_since, snapshot_from, members, before_stamp, before_context,
            before_log_position, before_snapshot_since,
            before_snapshot_from, before_members, ord)
        JOIN anabranch.watermark w USING (origin, table_schema, table_name, lane)
        WHERE w.stamp = m.before_stamp AND w.context = m.before_context
          AND w.log_position = m.before_log_position
          AND w.snapshot_since = m.before_snapshot_since
          AND w.snapshot_from = m.before_snapshot_from AND w.members = m.before_members
        ORDER BY m.ord
        FOR UPDATE OF w)
      UPDATE anabranch.watermark w
      SET stamp = standing.stamp, context = standing.context, log_position = standing.log_position,
        snapshot_since = standing.snapshot_since, snapshot_from = standing.snapshot_from, members = standing.members, updated_at = now()
      FROM standing
      WHERE w.origin = standing.origin AND w.table_schema = standing.table_schema
        AND w.table_name = standing.table_name AND w.lane = standing.lane
      """;

  private final Connection connection;

  public WatermarkStatements(Connection connection) {
    this.connection = connection;
  }

  public Map<WatermarkKey, Watermark> read(Collection<WatermarkKey> streams) throws SQLException {
    List<WatermarkKey> keys = List.copyOf(streams);
    Map<WatermarkKey, Watermark> found = new HashMap<>();
    try (PreparedStatement query = streams(new ArrayParameters(), keys).prepare(connection, READ);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        found.put(
            keys.get(row.getInt(1) - 1),
            new Watermark(
                new Stamp(row.getLong(2)),
                VectorBytes.read(row.getBytes(3)),
                row.getLong(4),
                new SnapshotProgress(new Stamp(row.getLong(5)), new Stamp(row.getLong(6))),
                row.getLong(7)));
      }
    }
    return found;
  }

  /** All streams of a table that were ever merged. */
  public List<WatermarkKey> streams(TableName table) throws SQLException {
    List<WatermarkKey> streams = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(STREAMS)) {
      query.setString(1, table.schema());
      query.setString(2, table.table());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          streams.add(new WatermarkKey(new Origin(row.getString(1)), table, row.getInt(2)));
        }
      }
    }
    return streams;
  }

  /** All tables of which anything was ever merged. */
  public Set<TableName> tables() throws SQLException {
    Set<TableName> tables = new HashSet<>();
    try (PreparedStatement query = connection.prepareStatement(TABLES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        tables.add(new TableName(row.getString(1), row.getString(2)));
      }
    }
    return tables;
  }

  /** Moves watermarks; answers, once the journey is made, how many stood where it was said. */
  public AtomicInteger advance(List<WatermarkMove> moves, Journey journey) {
    List<WatermarkMove> starting = new ArrayList<>();
    List<WatermarkMove> moving = new ArrayList<>();
    for (WatermarkMove move : moves) {
      (move.from().equals(Watermark.NONE) ? starting : moving).add(move);
    }
    AtomicInteger moved = new AtomicInteger();
    if (!starting.isEmpty()) {
      journey.update(START, ends(starting), moved::addAndGet);
    }
    if (!moving.isEmpty()) {
      journey.update(MOVE, watermarks(ends(moving), moving, WatermarkMove::from), moved::addAndGet);
    }
    return moved;
  }

  private static ArrayParameters ends(List<WatermarkMove> moves) {
    List<WatermarkKey> streams = moves.stream().map(WatermarkMove::stream).toList();
    return watermarks(streams(new ArrayParameters(), streams), moves, WatermarkMove::to);
  }

  private static ArrayParameters watermarks(
      ArrayParameters parameters,
      List<WatermarkMove> moves,
      Function<WatermarkMove, Watermark> end) {
    return parameters
        .with("int8", moves, move -> end.apply(move).sequence().bits())
        .with("bytea", moves, move -> VectorBytes.write(end.apply(move).context()))
        .with("int8", moves, move -> end.apply(move).position())
        .with("int8", moves, move -> end.apply(move).snapshot().since().bits())
        .with("int8", moves, move -> end.apply(move).snapshot().from().bits())
        .with("int8", moves, move -> end.apply(move).members());
  }

  private static ArrayParameters streams(ArrayParameters parameters, List<WatermarkKey> streams) {
    return parameters
        .with("text", streams, stream -> stream.origin().name())
        .with("text", streams, stream -> stream.table().schema())
        .with("text", streams, stream -> stream.table().table())
        .with("int4", streams, WatermarkKey::lane);
  }
}
