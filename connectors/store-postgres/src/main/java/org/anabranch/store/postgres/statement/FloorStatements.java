package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.store.TableLane;

/** Reads, locks and raises the floors of lanes, each in the own origin's watermark row. */
public final class FloorStatements {

  private static final String READ =
      """
      SELECT k.ord, w.floor
      FROM unnest(?::text[], ?::text[], ?::int4[])
        WITH ORDINALITY AS k(table_schema, table_name, lane, ord)
      JOIN anabranch.watermark w USING (table_schema, table_name, lane)
      WHERE w.origin = ?
      """;

  /** In the order of streams, as watermarks are advanced. Lanes without a floor are locked too. */
  private static final String LOCK = READ + "ORDER BY k.ord\nFOR UPDATE OF w";

  private static final String RAISE =
      """
      UPDATE anabranch.watermark w
      SET floor = k.floor
      FROM unnest(?::text[], ?::text[], ?::int4[], ?::bytea[])
        AS k(table_schema, table_name, lane, floor)
      WHERE w.origin = ? AND w.table_schema = k.table_schema AND w.table_name = k.table_name
        AND w.lane = k.lane
      """;

  private final Connection connection;

  public FloorStatements(Connection connection) {
    this.connection = connection;
  }

  public Map<TableLane, VersionVector> read(Origin own, Collection<TableLane> lanes)
      throws SQLException {
    return find(READ, own, lanes);
  }

  /** As {@link #read}, locking the rows. */
  public Map<TableLane, VersionVector> lock(Origin own, Collection<TableLane> lanes)
      throws SQLException {
    return find(LOCK, own, lanes);
  }

  /** As {@link #read}, with a journey; answers once that is made. */
  Map<TableLane, VersionVector> read(Origin own, Collection<TableLane> lanes, Journey journey) {
    return find(READ, own, lanes, journey);
  }

  private Map<TableLane, VersionVector> find(String sql, Origin own, Collection<TableLane> lanes)
      throws SQLException {
    Journey journey = new Journey();
    Map<TableLane, VersionVector> floors = find(sql, own, lanes, journey);
    journey.make(connection);
    return floors;
  }

  private static Map<TableLane, VersionVector> find(
      String sql, Origin own, Collection<TableLane> lanes, Journey journey) {
    List<TableLane> ordered = lanes.stream().sorted().toList();
    Map<TableLane, VersionVector> floors = new HashMap<>();
    journey.query(
        sql,
        LaneParameters.of(ordered).and(own.name()),
        row -> {
          while (row.next()) {
            byte[] floor = row.getBytes(2);
            if (floor != null) {
              floors.put(ordered.get(row.getInt(1) - 1), VectorBytes.read(floor));
            }
          }
        });
    return floors;
  }

  /** Writes floors; answers how many lanes had a row to bear theirs. */
  public int raise(Origin own, Map<TableLane, VersionVector> floors) throws SQLException {
    List<Map.Entry<TableLane, VersionVector>> entries = List.copyOf(floors.entrySet());
    return LaneParameters.of(entries.stream().map(Map.Entry::getKey).toList())
        .with("bytea", entries, entry -> VectorBytes.write(entry.getValue()))
        .and(own.name())
        .update(connection, RAISE);
  }
}
