package org.anabranch.tools.compare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.anabranch.model.change.KeyHash;
import org.anabranch.tools.database.SqlName;

/**
 * A sink's version rows: they exist while changes of a key are not known to all members, and for as
 * long as a change of it could not be applied.
 */
final class VersionTable {

  private static final String COLUMNS =
      """
      SELECT count(*) > 0, coalesce(bool_or(attname = 'hidden'), false)
      FROM pg_catalog.pg_attribute
      WHERE attrelid = pg_catalog.to_regclass('anabranch.version') AND attnum > 0
      """;

  private static final String FIND =
      """
      SELECT key_hash, %s FROM anabranch.version
      WHERE table_schema = ? AND table_name = ? AND key_hash = ANY (?::bytea[])
      """;

  private final Connection connection;
  private final SqlName table;
  private final boolean exists;
  private final String find;

  VersionTable(Connection connection, SqlName table) throws SQLException {
    this.connection = connection;
    this.table = table;
    try (PreparedStatement query = connection.prepareStatement(COLUMNS);
        ResultSet row = query.executeQuery()) {
      row.next();
      this.exists = row.getBoolean(1);
      this.find = FIND.formatted(row.getBoolean(2) ? "hidden" : "false");
    }
  }

  boolean exists() {
    return exists;
  }

  /** Of these keys those with a version row: in flight, or quarantined. */
  Map<KeyHash, Flight> of(Collection<KeyHash> hashes) throws SQLException {
    Map<KeyHash, Flight> found = new HashMap<>();
    if (!exists || hashes.isEmpty()) {
      return found;
    }
    HexFormat hex = HexFormat.of();
    String[] texts =
        hashes.stream().map(hash -> "\\x" + hex.formatHex(hash.bytes())).toArray(String[]::new);
    try (PreparedStatement query = connection.prepareStatement(find)) {
      query.setString(1, table.schema());
      query.setString(2, table.table());
      query.setArray(3, connection.createArrayOf("text", texts));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.put(
              KeyHash.of(row.getBytes(1)), row.getBoolean(2) ? Flight.QUARANTINED : Flight.YES);
        }
      }
    }
    return found;
  }
}
