package org.anabranch.store.postgres.statement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.column.RowColumnsBytes;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.jspecify.annotations.Nullable;

/** How a version row lies in its columns. */
final class VersionColumns {

  /** The columns of {@code anabranch.version v} that {@link #read} expects after the first one. */
  static final String OF_ROW =
      "v.vector, v.winner_origin, v.winner_stamp, v.winner_sequence, v.deleted, v.hidden,"
          + " v.written_at, v.written_by, v.written_deleted, v.columns, v.kept_stamp,"
          + " v.written_kept";

  private static final int FIRST = 2;

  private VersionColumns() {}

  /** The parameters that name version rows: schema, table, lane, hash. */
  static ArrayParameters keys(List<VersionKey> keys) {
    return new ArrayParameters()
        .with("text", keys, key -> key.table().schema())
        .with("text", keys, key -> key.table().table())
        .with("int4", keys, VersionKey::lane)
        .with("bytea", keys, key -> key.hash().bytes());
  }

  static VersionRow read(ResultSet row, VersionKey key) throws SQLException {
    return new VersionRow(
        key, version(row), row.getBoolean(FIRST + 5), written(row), columns(row, key), kept(row));
  }

  private static @Nullable Stamp kept(ResultSet row) throws SQLException {
    long stamp = row.getLong(FIRST + 10);
    return row.wasNull() ? null : new Stamp(stamp);
  }

  private static RowColumns columns(ResultSet row, VersionKey key) throws SQLException {
    try {
      return RowColumnsBytes.read(row.getBytes(FIRST + 9));
    } catch (IllegalArgumentException e) {
      throw SqlFailures.misconfigured(
          "anabranch.version, a row of table %s, lane %d: %s"
              .formatted(key.table(), key.lane(), e.getMessage()));
    }
  }

  private static KeyVersion version(ResultSet row) throws SQLException {
    String origin = row.getString(FIRST + 1);
    ChangeId winner =
        origin == null ? null : new ChangeId(new Origin(origin), new Stamp(row.getLong(FIRST + 2)));
    return new KeyVersion(
        VectorBytes.read(row.getBytes(FIRST)),
        winner,
        new Stamp(row.getLong(FIRST + 3)),
        row.getBoolean(FIRST + 4));
  }

  private static @Nullable SinkWrite written(ResultSet row) throws SQLException {
    long position = row.getLong(FIRST + 6);
    return row.wasNull()
        ? null
        : new SinkWrite(
            position, row.getLong(FIRST + 7), row.getBoolean(FIRST + 8), row.getLong(FIRST + 11));
  }
}
