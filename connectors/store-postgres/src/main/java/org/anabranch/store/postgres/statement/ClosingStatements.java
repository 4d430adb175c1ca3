package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Statement.Closing;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.UnresolvedConflict.Side;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.postgres.catalog.SqlName;

/**
 * Finds conflicts that nobody has resolved, through an index of these alone, and resolves them. A
 * conflict that an earlier release recorded has neither lane nor places; a stamp is its place then.
 */
public final class ClosingStatements {

  /** So many keys are looked for at once; for more it is asked first in which tables any are. */
  private static final int FEW_KEYS = 100;

  /**
   * From this version on Postgres enters an index by all elements of an array, where it once might
   * have read all that is unresolved and thrown away what is not among them.
   */
  private static final int ENTERS_BY_ARRAYS = 17;

  private static final String SIDES =
      """
      c.id::text, CASE WHEN c.verdict <> 'parked' THEN c.winner_origin END, c.winner_stamp,
        coalesce(c.winner_sequence, c.winner_stamp), c.loser_origin, c.loser_stamp, coalesce(c.loser_sequence, c.loser_stamp), c.key_hash""";

  private static final String TABLES =
      """
      SELECT t.ord
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS t(table_schema, table_name, ord)
      CROSS JOIN LATERAL (
        SELECT FROM %s c
        WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name
          AND c.resolved_at IS NULL
        LIMIT 1) AS c
      """;

  /** Many keys of one table: half of what it costs to look for them key by key, or less. */
  private static final String OF_TABLE =
      """
      SELECT %s
      FROM %s c
      WHERE c.key_hash = ANY (?::bytea[]) AND c.table_schema = ? AND c.table_name = ?
        AND c.resolved_at IS NULL AND c.loser_origin IS NOT NULL
      """;

  /** Key by key, whatever is thought of how many are unresolved: there may be many since. */
  private static final String OF_KEYS =
      """
      SELECT %s, k.ord
      FROM unnest(?::text[], ?::text[], ?::bytea[])
        WITH ORDINALITY AS k(table_schema, table_name, key_hash, ord)
      CROSS JOIN LATERAL (
        SELECT c.* FROM %s c
        WHERE c.table_schema = k.table_schema AND c.table_name = k.table_name
          AND c.key_hash = k.key_hash AND c.resolved_at IS NULL AND c.loser_origin IS NOT NULL
        OFFSET 0) AS c
      """;

  private static final String OF_LANE =
      """
      SELECT %s
      FROM %s c
      WHERE c.table_schema = ? AND c.table_name = ? AND c.lane = ?
        AND c.resolved_at IS NULL AND c.loser_origin IS NOT NULL AND c.key_hash IS NOT NULL
      """;

  /**
   * By the primary key: the condition is put so that the index of the unresolved is none for it.
   */
  private static final String CLOSE =
      """
      UPDATE %s c
      SET resolved_at = 'epoch'::timestamptz + k.micros * '1 us'::interval,
        resolved_by = k.origin, resolved_stamp = k.stamp
      FROM unnest(?::text[], ?::text[], ?::int8[], ?::int8[]) AS k(id, origin, stamp, micros)
      WHERE c.id = k.id::uuid AND coalesce(c.resolved_at, 'infinity') = 'infinity'
      """;

  private final Connection connection;
  private final String tables;
  private final String ofTable;
  private final String ofKeys;
  private final String ofLane;
  private final String close;

  public ClosingStatements(Connection connection, SqlName conflictTable) {
    this.connection = connection;
    this.tables = TABLES.formatted(conflictTable.sql());
    this.ofTable = OF_TABLE.formatted(SIDES, conflictTable.sql());
    this.ofKeys = OF_KEYS.formatted(SIDES, conflictTable.sql());
    this.ofLane = OF_LANE.formatted(SIDES, conflictTable.sql());
    this.close = CLOSE.formatted(conflictTable.sql());
  }

  /** The conflicts of keys that nobody has resolved. */
  public List<UnresolvedConflict> unresolved(List<VersionKey> keys) throws SQLException {
    if (few(keys)) {
      return eachOf(keys);
    }
    Map<TableName, List<VersionKey>> byTable = new LinkedHashMap<>();
    TableName last = null;
    List<VersionKey> ofLast = new ArrayList<>();
    for (VersionKey key : keys) {
      if (!key.table().equals(last)) {
        last = key.table();
        ofLast = byTable.computeIfAbsent(last, table -> new ArrayList<>());
      }
      ofLast.add(key);
    }
    boolean byArrays = connection.getMetaData().getDatabaseMajorVersion() >= ENTERS_BY_ARRAYS;
    List<UnresolvedConflict> found = new ArrayList<>();
    for (TableName table : withUnresolved(List.copyOf(byTable.keySet()))) {
      List<VersionKey> ofTable = byTable.getOrDefault(table, List.of());
      found.addAll(byArrays ? amongAll(table, ofTable) : eachOf(ofTable));
    }
    return found;
  }

  /** Whether so few keys are looked for at once. */
  static boolean few(Collection<VersionKey> keys) {
    return keys.size() <= FEW_KEYS;
  }

  private List<UnresolvedConflict> eachOf(List<VersionKey> keys) throws SQLException {
    Journey journey = new Journey();
    List<UnresolvedConflict> found = unresolved(keys, journey);
    journey.make(connection);
    return found;
  }

  /** The conflicts of keys one by one, with a journey; answers once that is made. */
  List<UnresolvedConflict> unresolved(List<VersionKey> keys, Journey journey) {
    List<UnresolvedConflict> found = new ArrayList<>();
    journey.query(
        ofKeys,
        new ArrayParameters()
            .with("text", keys, key -> key.table().schema())
            .with("text", keys, key -> key.table().table())
            .with("bytea", keys, key -> key.hash().bytes()),
        row -> {
          while (row.next()) {
            found.add(conflict(row, keys.get(row.getInt("ord") - 1)));
          }
        });
    return found;
  }

  private List<UnresolvedConflict> amongAll(TableName table, List<VersionKey> keys)
      throws SQLException {
    List<UnresolvedConflict> found = new ArrayList<>();
    try (PreparedStatement query =
            new ArrayParameters()
                .with("bytea", keys, key -> key.hash().bytes())
                .and(table.schema())
                .and(table.table())
                .prepare(connection, ofTable);
        ResultSet row = query.executeQuery()) {
      Map<KeyHash, List<VersionKey>> byHash = null;
      while (row.next()) {
        byHash = byHash == null ? byHash(keys) : byHash;
        for (VersionKey key :
            byHash.getOrDefault(KeyHash.of(row.getBytes("key_hash")), List.of())) {
          found.add(conflict(row, key));
        }
      }
    }
    return found;
  }

  /** One key of a hash, but where a table's changes come in other lanes than they used to. */
  private static Map<KeyHash, List<VersionKey>> byHash(List<VersionKey> keys) {
    return keys.stream().collect(Collectors.groupingBy(VersionKey::hash));
  }

  private List<TableName> withUnresolved(List<TableName> asked) throws SQLException {
    List<TableName> found = new ArrayList<>();
    try (PreparedStatement query =
            new ArrayParameters()
                .with("text", asked, TableName::schema)
                .with("text", asked, TableName::table)
                .prepare(connection, tables);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        found.add(asked.get(row.getInt(1) - 1));
      }
    }
    return found;
  }

  /** The conflicts of a lane that nobody has resolved. */
  public List<UnresolvedConflict> unresolved(TableLane lane) throws SQLException {
    List<UnresolvedConflict> found = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(ofLane)) {
      query.setString(1, lane.table().schema());
      query.setString(2, lane.table().table());
      query.setInt(3, lane.lane());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          KeyHash hash = KeyHash.of(row.getBytes("key_hash"));
          found.add(conflict(row, new VersionKey(lane.table(), lane.lane(), hash)));
        }
      }
    }
    return found;
  }

  private static UnresolvedConflict conflict(ResultSet row, VersionKey key) throws SQLException {
    Side winner = row.getString(2) == null ? null : side(row, 2);
    return new UnresolvedConflict(row.getString(1), key, winner, side(row, 5));
  }

  private static Side side(ResultSet row, int from) throws SQLException {
    ChangeId id = new ChangeId(new Origin(row.getString(from)), new Stamp(row.getLong(from + 1)));
    return new Side(id, new Stamp(row.getLong(from + 2)));
  }

  /** Resolves conflicts; answers how many nobody had resolved meanwhile. */
  public int close(List<Closing> closings) throws SQLException {
    return new ArrayParameters()
        .with("text", closings, Closing::conflict)
        .with("text", closings, closing -> closing.by().origin().name())
        .with("int8", closings, closing -> closing.by().stamp().bits())
        .with("int8", closings, Closing::committedAtMicros)
        .update(connection, close);
  }
}
