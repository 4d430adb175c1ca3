package org.anabranch.store.postgres.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.anabranch.store.postgres.catalog.PostgresType;

/** Which types can be strings in documents (docs/types.md). */
final class TextTypes {

  /** Types of Postgres whose values travel as texts, and that refuse other texts as data. */
  private static final Set<String> OF_POSTGRES =
      Set.of(
          "text",
          "varchar",
          "bpchar",
          "char",
          "name",
          "json",
          "jsonb",
          "xml",
          "uuid",
          "float4",
          "float8",
          "money",
          "timestamptz",
          "timetz",
          "interval",
          "varbit",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "point",
          "lseg",
          "line",
          "box",
          "path",
          "polygon",
          "circle",
          "pg_lsn",
          "int4range",
          "int8range",
          "numrange",
          "tsrange",
          "tstzrange",
          "daterange",
          "int4multirange",
          "int8multirange",
          "nummultirange",
          "tsmultirange",
          "tstzmultirange",
          "datemultirange");

  /** Types whose input functions call a text that they cannot read an error of syntax. */
  private static final Set<String> MISREAD = Set.of("tsvector", "tsquery", "jsonpath");

  /** Those that extensions bring. */
  private static final Set<String> EXTENSIONS_MISREAD =
      Set.of("hstore", "ltree", "lquery", "ltxtquery", "cube");

  /** Enums, composite types, ranges and multiranges, by the letters of {@code pg_type.typtype}. */
  private static final String MADE_OF_OTHERS = "ecrm";

  private static final String ENUM = "e";

  private final Connection connection;

  TextTypes(Connection connection) {
    this.connection = connection;
  }

  /** Whether values travel as texts, and a string that is none of them is no more than bad data. */
  boolean travelAsText(PostgresType type) throws SQLException {
    return type.isSystem()
        ? OF_POSTGRES.contains(type.name())
        : type.isExtension("citext") || MADE_OF_OTHERS.contains(kind(type));
  }

  /**
   * Whether a string that is no value of the type looks like a mistake in a statement, which would
   * stop the sink instead of being refused.
   */
  boolean misreadAsSyntax(PostgresType type) {
    return type.isSystem()
        ? MISREAD.contains(type.name())
        : EXTENSIONS_MISREAD.contains(type.name());
  }

  /** Whether a value is the very text that was written: no padding, no other spelling. */
  boolean keepEveryText(PostgresType type) throws SQLException {
    return type.is("text")
        || type.is("varchar")
        || type.is("uuid")
        || (!type.isSystem() && kind(type).equals(ENUM));
  }

  private String kind(PostgresType type) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT t.typtype::text FROM pg_catalog.pg_type t
            JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE n.nspname = ? AND t.typname = ?""")) {
      query.setString(1, type.schema());
      query.setString(2, type.name());
      try (ResultSet rows = query.executeQuery()) {
        // Dropped in the meantime: no type that anything is known of.
        return rows.next() ? rows.getString(1) : "?";
      }
    }
  }
}
