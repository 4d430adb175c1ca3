package org.anabranch.tools;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.testkit.servers.PostgresDatabase;

/** What a capture of a database would be told: a slot with pgoutput, read by SQL. */
final class CapturedChanges {

  private static final List<PostgresDatabase> OPEN = new ArrayList<>();

  private final PostgresDatabase database;

  private final String slot;

  private CapturedChanges(PostgresDatabase database, String slot) {
    this.database = database;
    this.slot = slot;
  }

  /** From now on, of the publication {@code anabranch}. */
  static CapturedChanges start(PostgresDatabase database) throws SQLException {
    database.execute(
        "SELECT pg_create_logical_replication_slot('capture_%s', 'pgoutput')"
            .formatted(database.name()));
    OPEN.add(database);
    return reading(database, "capture_" + database.name());
  }

  /** Through a slot that somebody made. */
  static CapturedChanges reading(PostgresDatabase database, String slot) {
    return new CapturedChanges(database, slot);
  }

  /** Servers have few slots. */
  static void dropAll() throws SQLException {
    for (PostgresDatabase database : OPEN) {
      database.execute("SELECT pg_drop_replication_slot('capture_%s')".formatted(database.name()));
    }
    OPEN.clear();
  }

  /** How many messages of this kind (U, I, D) came since the last call of any method. */
  Counts read() throws SQLException {
    try (Connection connection = database.connect();
        Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery(
                """
                SELECT count(*) FILTER (WHERE kind = 'I'), count(*) FILTER (WHERE kind = 'U'),
                  count(*) FILTER (WHERE kind = 'D'), count(*) FILTER (WHERE kind = 'C')
                FROM (SELECT chr(get_byte(data, 0)) AS kind
                  FROM pg_logical_slot_get_binary_changes('%s', NULL, NULL,
                    'proto_version', '1', 'publication_names', 'anabranch')) m
                """
                    .formatted(slot))) {
      row.next();
      return new Counts(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }
  }

  record Counts(long inserts, long updates, long deletes, long transactions) {}
}
