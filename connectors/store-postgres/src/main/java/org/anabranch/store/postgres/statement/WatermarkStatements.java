package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;

/** Reads watermarks and moves them by compare-and-set (rule M5). */
public final class WatermarkStatements {

  private static final String READ =
      """
      SELECT k.ord, w.stamp, w.context
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int4[])
        WITH ORDINALITY AS k(origin, table_schema, table_name, lane, ord)
      JOIN anabranch.watermark w USING (origin, table_schema, table_name, lane)
      """;

  private static final String START =
      """
      INSERT INTO anabranch.watermark (origin, table_schema, table_name, lane, stamp, context)
      SELECT m.origin, m.table_schema, m.table_name, m.lane, m.stamp, m.context
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int4[], ?::int8[], ?::bytea[])
        WITH ORDINALITY AS m(origin, table_schema, table_name, lane, stamp, context, ord)
      ORDER BY m.ord
      ON CONFLICT DO NOTHING
      """;

  /** The context is compared too: marks repeat a stamp with more context. */
  private static final String MOVE =
      """
      WITH standing AS MATERIALIZED (
        SELECT m.*
        FROM unnest(?::text[], ?::text[], ?::text[], ?::int4[], ?::int8[], ?::bytea[], ?::int8[],
            ?::bytea[])
          WITH ORDINALITY AS m(origin, table_schema, table_name, lane, stamp, context, from_stamp,
            from_context, ord)
        JOIN anabranch.watermark w USING (origin, table_schema, table_name, lane)
        WHERE w.stamp = m.from_stamp AND w.context = m.from_context
        ORDER BY m.ord
        FOR UPDATE OF w)
      UPDATE anabranch.watermark w
      SET stamp = standing.stamp, context = standing.context, updated_at = now()
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
            new Watermark(new Stamp(row.getLong(2)), VectorBytes.read(row.getBytes(3))));
      }
    }
    return found;
  }

  /** Whether every watermark stood where it was said to, and moved. */
  public boolean advance(List<WatermarkMove> moves) throws SQLException {
    List<WatermarkMove> starting = new ArrayList<>();
    List<WatermarkMove> moving = new ArrayList<>();
    for (WatermarkMove move : moves) {
      (move.from().equals(Watermark.NONE) ? starting : moving).add(move);
    }
    return (starting.isEmpty() || targets(starting).update(connection, START) == starting.size())
        && (moving.isEmpty()
            || targets(moving)
                    .with("int8", moving, move -> move.from().sequence().bits())
                    .with("bytea", moving, move -> VectorBytes.write(move.from().context()))
                    .update(connection, MOVE)
                == moving.size());
  }

  private static ArrayParameters targets(List<WatermarkMove> moves) {
    return streams(new ArrayParameters(), moves.stream().map(WatermarkMove::stream).toList())
        .with("int8", moves, move -> move.to().sequence().bits())
        .with("bytea", moves, move -> VectorBytes.write(move.to().context()));
  }

  private static ArrayParameters streams(ArrayParameters parameters, List<WatermarkKey> streams) {
    return parameters
        .with("text", streams, stream -> stream.origin().name())
        .with("text", streams, stream -> stream.table().schema())
        .with("text", streams, stream -> stream.table().table())
        .with("int4", streams, WatermarkKey::lane);
  }
}
