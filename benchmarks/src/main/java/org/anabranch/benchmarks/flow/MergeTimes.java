package org.anabranch.benchmarks.flow;

import java.sql.SQLException;
import org.anabranch.testkit.servers.PostgresDatabase;

/** When our sink's transactions were committed, in microseconds since the epoch. */
final class MergeTimes {

  private static final String TIME =
      "(extract(epoch FROM %s(pg_xact_commit_timestamp(xmin))) * 1000000)::bigint";

  private MergeTimes() {}

  static long lastMicros(PostgresDatabase database) throws SQLException {
    return Messages.number(database, "SELECT " + TIME.formatted("max") + " FROM anabranch.version");
  }

  /** The first one after a moment of which a version row has not been written again since. */
  static long firstMicrosAfter(PostgresDatabase database, long micros) throws SQLException {
    return Messages.number(
        database,
        "SELECT "
            + TIME.formatted("min")
            + " FROM anabranch.version WHERE "
            + TIME.formatted("")
            + " > "
            + micros);
  }
}
