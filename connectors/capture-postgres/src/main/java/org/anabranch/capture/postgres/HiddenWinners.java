package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.anabranch.capture.ChangedKey;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;

/**
 * Looks up which keys have a winner that this database does not show (docs/decisions/010), where
 * there is any such winner. Not thread-safe.
 */
final class HiddenWinners {

  private static final String FIND =
      """
      SELECT k.ord, v.winner_origin, v.winner_stamp
      FROM anabranch.version v
      JOIN unnest(?::text[], ?::text[], ?::int4[], ?::bytea[])
        WITH ORDINALITY AS k(table_schema, table_name, lane, key_hash, ord)
        USING (table_schema, table_name, lane, key_hash)
      WHERE v.hidden AND v.winner_stamp > 0
      """;

  private final LastingConnection connection;
  private final SinkTable version = new SinkTable("version", " WHERE hidden");

  HiddenWinners(LastingConnection connection) {
    this.connection = connection;
  }

  /** Where they are kept; an index makes it quick to see that there are none. */
  SinkTable table() {
    return version;
  }

  Map<ChangedKey, ChangeId> of(Supplier<? extends Collection<ChangedKey>> keys) {
    return connection.answer(
        open -> version.worthALook(open) ? among(open, List.copyOf(keys.get())) : Map.of(),
        "The database did not say which changes it does not show. The role needs SELECT on"
            + " anabranch.version");
  }

  private static Map<ChangedKey, ChangeId> among(Connection open, List<ChangedKey> keys)
      throws SQLException {
    Map<ChangedKey, ChangeId> hidden = new HashMap<>();
    try (PreparedStatement query = open.prepareStatement(FIND)) {
      Object[] schemas = keys.stream().map(key -> key.table().schema()).toArray();
      Object[] tables = keys.stream().map(key -> key.table().table()).toArray();
      Object[] lanes = keys.stream().map(ChangedKey::lane).toArray();
      byte[][] hashes = keys.stream().map(key -> key.hash().bytes()).toArray(byte[][]::new);
      query.setArray(1, open.createArrayOf("text", schemas));
      query.setArray(2, open.createArrayOf("text", tables));
      query.setArray(3, open.createArrayOf("int4", lanes));
      query.setArray(4, open.createArrayOf("bytea", hashes));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          hidden.put(
              keys.get(row.getInt(1) - 1),
              new ChangeId(new Origin(row.getString(2)), new Stamp(row.getLong(3))));
        }
      }
    }
    return hidden;
  }
}
