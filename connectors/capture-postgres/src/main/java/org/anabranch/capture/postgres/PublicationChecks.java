package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.anabranch.capture.config.Problems;
import org.anabranch.model.change.TableName;

/** Whether the publication holds everything, or can be made to. */
final class PublicationChecks {

  private static final String OPTION = "publication.name";
  private static final String FIND =
      """
      SELECT puballtables, pubinsert AND pubupdate AND pubdelete AND pubtruncate, pubviaroot
      FROM pg_catalog.pg_publication WHERE pubname = ?
      """;
  // Through JSON, because the columns are not there before Postgres 15.
  private static final String NARROWED =
      """
      SELECT pg_catalog.string_agg(r.prrelid::regclass::text, ', ')
      FROM pg_catalog.pg_publication_rel r
      JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
      WHERE p.pubname = ?
        AND (to_jsonb(r) ->> 'prqual' IS NOT NULL OR to_jsonb(r) ->> 'prattrs' IS NOT NULL)
      """;

  private final Connection connection;
  private final String name;
  private final String mode;
  private final List<CapturedTable> tables;
  private final Problems problems;

  PublicationChecks(
      Connection connection,
      String name,
      String mode,
      List<CapturedTable> tables,
      Problems problems) {
    this.connection = connection;
    this.name = name;
    this.mode = mode;
    this.tables = tables;
    this.problems = problems;
  }

  void check() throws SQLException {
    try (PreparedStatement query = prepare(FIND);
        ResultSet row = query.executeQuery()) {
      if (row.next()) {
        existing(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3));
      } else if (mode.equals("disabled")) {
        problems.add(OPTION, "There is no publication " + name + ". " + createByHand());
      } else {
        creatable();
      }
    }
  }

  private void existing(boolean allTables, boolean allOperations, boolean viaRoot)
      throws SQLException {
    if (!allOperations) {
      problems.add(
          OPTION,
          "The publication leaves operations out. Run ALTER PUBLICATION "
              + name
              + " SET (publish = 'insert, update, delete, truncate')");
    }
    if (!viaRoot && tables.stream().anyMatch(CapturedTable::partitioned)) {
      problems.add(
          OPTION,
          "Rows of partitioned tables would travel under their partitions' names. Run ALTER"
              + " PUBLICATION "
              + name
              + " SET (publish_via_partition_root = true)");
    }
    if (allTables && mode.equals("filtered")) {
      problems.add(
          "publication.autocreate.mode",
          "The publication is for all tables. Use all_tables or disabled, or another"
              + " publication.name");
    }
    narrowed();
    if (mode.equals("disabled")) {
      missingTables();
    }
  }

  private void narrowed() throws SQLException {
    try (PreparedStatement query = prepare(NARROWED);
        ResultSet row = query.executeQuery()) {
      row.next();
      if (row.getString(1) != null) {
        problems.add(
            OPTION,
            "The publication has row filters or column lists on "
                + row.getString(1)
                + ". What they leave out never reaches the other regions. Set the tables again"
                + " without: ALTER PUBLICATION "
                + name
                + " SET TABLE …");
      }
    }
  }

  private void missingTables() throws SQLException {
    Set<TableName> published = Objects.requireNonNull(PublishedTables.of(connection, name));
    String missing =
        tables.stream()
            .filter(table -> !table.partition())
            .filter(table -> !published.contains(table.tableName()))
            .map(CapturedTable::quoted)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      problems.add(
          OPTION,
          "The publication lacks tables. As the owner run: ALTER PUBLICATION "
              + name
              + " ADD TABLE "
              + missing);
    }
  }

  private void creatable() throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                "SELECT pg_catalog.has_database_privilege(current_database(), 'CREATE')");
        ResultSet row = query.executeQuery()) {
      row.next();
      boolean owner = tables.stream().allMatch(CapturedTable::owned);
      if (!row.getBoolean(1) || !owner) {
        problems.add(
            OPTION,
            "The role may not create the publication: that takes CREATE on the database and"
                + " ownership of the tables. Set publication.autocreate.mode=disabled. "
                + createByHand());
      }
    }
  }

  private String createByHand() {
    String list =
        tables.stream()
            .filter(table -> !table.partition())
            .map(CapturedTable::quoted)
            .collect(Collectors.joining(", "));
    return "As the tables' owner run: CREATE PUBLICATION "
        + name
        + (list.isEmpty() ? "" : " FOR TABLE " + list)
        + " WITH (publish_via_partition_root = true)";
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement query = connection.prepareStatement(sql);
    query.setString(1, name);
    return query;
  }
}
