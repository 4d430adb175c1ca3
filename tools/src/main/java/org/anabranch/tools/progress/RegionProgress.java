package org.anabranch.tools.progress;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.database.DatabaseAddress;
import org.anabranch.tools.database.SqlProblems;

/**
 * How far a region has merged, as its sink's table {@code anabranch.watermark} says at one moment.
 *
 * @param region the region's own origin
 */
public record RegionProgress(Origin region, Map<Origin, Map<Stream, StreamEnd>> origins) {

  private static final String QUERY =
      "SELECT origin, table_schema, table_name, lane, stamp, context, snapshot_from <> 0, members"
          + " FROM anabranch.watermark";
  private static final String EXISTS = "SELECT to_regclass('anabranch.watermark') IS NOT NULL";

  /** Asks the region's database; one without the sink's tables has merged nothing yet. */
  public static RegionProgress read(Origin region, DatabaseAddress address) {
    Map<Origin, Map<Stream, StreamEnd>> origins = new TreeMap<>();
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      if (exists(statement)) {
        try (ResultSet row = statement.executeQuery(QUERY)) {
          while (row.next()) {
            origins
                .computeIfAbsent(new Origin(row.getString(1)), origin -> new TreeMap<>())
                .put(
                    new Stream(new TableName(row.getString(2), row.getString(3)), row.getInt(4)),
                    new StreamEnd(
                        new Stamp(row.getLong(5)),
                        VectorBytes.read(row.getBytes(6)),
                        row.getBoolean(7),
                        row.getLong(8)));
          }
        }
      }
    } catch (SQLException e) {
      throw new ToolException(
          "Cannot read anabranch.watermark of %s at %s: %s"
              .formatted(region, address, SqlProblems.told(e)),
          e);
    }
    return new RegionProgress(region, origins);
  }

  private static boolean exists(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(EXISTS)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Where the region stands in an origin's streams. */
  Map<Stream, StreamEnd> of(Origin origin) {
    return origins.getOrDefault(origin, Map.of());
  }

  /** The last place that the region has merged of an origin's stream. */
  Stamp stamp(Origin origin, Stream stream) {
    StreamEnd end = of(origin).get(stream);
    return end == null ? Stamp.ZERO : end.stamp();
  }

  /** What an origin had seen of a lane, as the region knows it. */
  VersionVector seenBy(Origin origin, Stream stream) {
    StreamEnd end = of(origin).get(stream);
    return end == null ? VersionVector.EMPTY : end.context();
  }

  /** Every table and lane in which anything of any origin has come. */
  Set<Stream> streams() {
    Set<Stream> all = new TreeSet<>();
    origins.values().forEach(streams -> all.addAll(streams.keySet()));
    return all;
  }
}
