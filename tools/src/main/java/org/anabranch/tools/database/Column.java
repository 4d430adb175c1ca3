package org.anabranch.tools.database;

/**
 * A column.
 *
 * @param type as SQL writes it, with its modifiers
 * @param base the name of its type, of the innermost one of a domain; empty for types that are
 *     neither Postgres' own nor texts (enums count as texts)
 * @param modifier Postgres' number for length or precision, -1 without one
 * @param settable whether an UPDATE may set it: not generated, no identity that is always generated
 * @param collation what decides how its texts sort, empty for other types
 * @param byBytes whether we sort it by its bytes instead, for which there may be no index
 */
public record Column(
    String name,
    String type,
    String base,
    int modifier,
    boolean settable,
    String collation,
    boolean byBytes) {

  public String sql() {
    return SqlName.quote(name);
  }

  /** What follows the column where rows are sorted or compared in order. */
  public String order() {
    return byBytes ? " COLLATE pg_catalog.\"C\"" : "";
  }

  /** The same column, sorted the same way in every database. */
  public Column sortedByBytes() {
    return new Column(name, type, base, modifier, settable, collation, !collation.isEmpty());
  }
}
