package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.anabranch.capture.config.Problems;

/**
 * Everything that the database itself must grant; each problem with the statement that mends it.
 */
final class DatabaseChecks {

  private static final String SINK_SCHEMA =
      """
      SELECT bool_and(pg_catalog.has_schema_privilege(n.oid, 'USAGE')
             AND pg_catalog.has_table_privilege(c.oid, 'SELECT'))
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'anabranch' AND c.relname IN ('watermark', 'version', 'altered')
      """;

  private DatabaseChecks() {}

  static void check(
      Connection connection,
      DatabaseAccess access,
      Map<String, String> config,
      List<CapturedTable> tables,
      Problems problems)
      throws SQLException {
    ServerChecks.check(connection, access.slotName(), problems);
    TableChecks.check(config, tables, problems);
    ColumnChecks.check(connection, access, config, tables, problems);
    String mode = config.getOrDefault("publication.autocreate.mode", "filtered");
    new PublicationChecks(connection, access.publicationName(), mode, tables, problems).check();
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(SINK_SCHEMA)) {
      if (row.next() && !row.getBoolean(1) && !row.wasNull()) {
        problems.add(
            "database.user",
            "The role may not read what the sink keeps. As its owner run: GRANT USAGE ON SCHEMA"
                + " anabranch TO <role>; GRANT SELECT ON anabranch.watermark, anabranch.version,"
                + " anabranch.altered TO <role>");
      }
    }
  }
}
