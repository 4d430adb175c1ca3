package org.anabranch.store.postgres.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.anabranch.store.postgres.schema.SchemaManagement;
import org.anabranch.store.postgres.schema.SinkSchema;

/** What the sink's role must be allowed to do. */
final class RightChecks {

  private static final String SCHEMA =
      """
      SELECT n.oid IS NOT NULL,
        has_database_privilege(current_database(), 'CREATE'),
        coalesce(has_schema_privilege(n.oid, 'CREATE'), false),
        current_database()
      FROM (VALUES (?::text)) AS wanted(name)
      LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.name
      """;

  private static final String TABLE =
      """
      SELECT has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'SELECT'),
        has_table_privilege(c.oid, 'INSERT'), has_table_privilege(c.oid, 'UPDATE'),
        has_table_privilege(c.oid, 'DELETE')
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private final Connection connection;
  private final PostgresStoreOptions options;
  private final Problems problems;

  RightChecks(Connection connection, PostgresStoreOptions options, Problems problems) {
    this.connection = connection;
    this.options = options;
    this.problems = problems;
  }

  void checkOwnTables() throws SQLException {
    SinkSchema schema = new SinkSchema(options.conflictTable());
    String older = schema.olderLayout(connection);
    if (older != null) {
      problems.add(ConnectionOptions.URL, older);
      return;
    }
    String olderConflicts = schema.olderConflicts(connection, options.schemaManagement());
    if (olderConflicts != null) {
      problems.add(PostgresStoreOptions.CONFLICT_TABLE, olderConflicts);
    }
    String olderVersions = schema.olderVersions(connection, options.schemaManagement());
    if (olderVersions != null) {
      problems.add(ConnectionOptions.URL, olderVersions);
    }
    List<SqlName> missing = schema.missing(connection);
    if (missing.isEmpty()) {
      checkTable(SinkSchema.WATERMARK);
      checkTable(SinkSchema.VERSION);
      checkTable(SinkSchema.PARKED);
      checkTable(SinkSchema.ALTERED);
      checkTable(options.conflictTable());
    } else if (options.schemaManagement() == SchemaManagement.REQUIRE) {
      problems.add(
          PostgresStoreOptions.SCHEMA_MANAGEMENT,
          "The database lacks " + missing + ". Run:\n" + schema.ddl());
    } else {
      Set<String> schemas = new LinkedHashSet<>();
      schemas.add(SinkSchema.WATERMARK.schema());
      missing.forEach(table -> schemas.add(table.schema()));
      for (String name : schemas) {
        checkMayCreateIn(name);
      }
    }
  }

  private void checkMayCreateIn(String schema) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SCHEMA)) {
      query.setString(1, schema);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        boolean exists = row.getBoolean(1);
        String quoted = SqlName.quote(schema);
        if (!exists && !schema.equals(SinkSchema.WATERMARK.schema())) {
          problems.add(PostgresStoreOptions.CONFLICT_TABLE, "Run: CREATE SCHEMA " + quoted);
        } else if (!exists && !row.getBoolean(2)) {
          problems.add(
              PostgresStoreOptions.SCHEMA_MANAGEMENT,
              "The role may not create the schema %s. Run: GRANT CREATE ON DATABASE %s TO %s; or set schema.management=require and create the tables yourself"
                  .formatted(schema, SqlName.quote(row.getString(4)), role()));
        } else if (exists && !row.getBoolean(3)) {
          problems.add(
              PostgresStoreOptions.SCHEMA_MANAGEMENT,
              "The role may not create tables in the schema %s. Run: GRANT USAGE, CREATE ON SCHEMA %s TO %s"
                  .formatted(schema, quoted, role()));
        }
      }
    }
  }

  void checkTable(SqlName table) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(TABLE)) {
      query.setString(1, table.schema());
      query.setString(2, table.name());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return;
        }
        boolean usable = row.getBoolean(1);
        boolean writable =
            row.getBoolean(2) && row.getBoolean(3) && row.getBoolean(4) && row.getBoolean(5);
        if (!usable || !writable) {
          String grants =
              "GRANT USAGE ON SCHEMA %s TO %s; GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s"
                  .formatted(SqlName.quote(table.schema()), role(), table.sql(), role());
          problems.add(
              ConnectionOptions.USER,
              "The role may not write %s. Run: %s".formatted(table, grants));
        }
      }
    }
  }

  private String role() {
    return SqlName.quote(options.connection().user());
  }
}
