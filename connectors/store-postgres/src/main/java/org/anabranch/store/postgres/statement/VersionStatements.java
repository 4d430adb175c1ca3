package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.column.RowColumnsBytes;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.store.postgres.statement.ArrayParameters.ColumnValue;
import org.jspecify.annotations.Nullable;

/** Claims, locks and writes version rows. */
public final class VersionStatements {

  private static final String CLAIM =
      """
      INSERT INTO anabranch.version (table_schema, table_name, lane, key_hash, vector)
      SELECT k.table_schema, k.table_name, k.lane, k.key_hash, '\\x%s'::bytea
      FROM unnest(?::text[], ?::text[], ?::int4[], ?::bytea[])
        WITH ORDINALITY AS k(table_schema, table_name, lane, key_hash, ord)
      ORDER BY k.ord
      ON CONFLICT DO NOTHING
      """
          .formatted(HexFormat.of().formatHex(VectorBytes.write(VersionVector.EMPTY)));

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

  private static final String WRITE =
      """
      UPDATE anabranch.version v
      SET vector = k.vector, winner_origin = k.winner_origin, winner_stamp = k.winner_stamp,
        winner_sequence = k.winner_sequence, newest = k.newest, deleted = k.deleted,
        hidden = k.hidden, written_at = k.written_at, written_by = k.written_by,
        written_deleted = k.written_deleted, columns = k.columns, kept_stamp = k.kept_stamp,
        written_kept = k.written_kept, merged_at = now()
      FROM unnest(?::text[], ?::text[], ?::int4[], ?::bytea[], ?::bytea[], ?::text[], ?::int8[],
          ?::int8[], ?::int8[], ?::bool[], ?::bool[], ?::int8[], ?::int8[], ?::bool[],
          ?::bytea[], ?::int8[], ?::int8[])
        AS k(table_schema, table_name, lane, key_hash, vector, winner_origin, winner_stamp,
          winner_sequence, newest, deleted, hidden, written_at, written_by, written_deleted, columns,
          kept_stamp, written_kept)
      WHERE v.table_schema = k.table_schema AND v.table_name = k.table_name AND v.lane = k.lane
        AND v.key_hash = k.key_hash
      """;

  private final Connection connection;

  public VersionStatements(Connection connection) {
    this.connection = connection;
  }

  /** Inserts an empty version row for each key that has none; answers how many. */
  public int claim(List<VersionKey> keys) throws SQLException {
    return VersionColumns.keys(keys).update(connection, CLAIM);
  }

  public Map<VersionKey, VersionRow> lock(List<VersionKey> keys) throws SQLException {
    Map<VersionKey, VersionRow> locked = new HashMap<>();
    try (PreparedStatement query = VersionColumns.keys(keys).prepare(connection, LOCK);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        VersionKey key = keys.get(row.getInt(1) - 1);
        locked.put(key, VersionColumns.read(row, key));
      }
    }
    return locked;
  }

  /** Writes version rows that are locked; answers how many. */
  public int write(List<VersionRow> rows) throws SQLException {
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
        .with("int8", rows, row -> ofWrite(row, SinkWrite::kept))
        .update(connection, WRITE);
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
