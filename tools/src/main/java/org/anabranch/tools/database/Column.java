package org.anabranch.tools.database;

/**
 * A column.
 *
 * @param type as SQL writes it, with its modifiers
 * @param base the name of its type, of the innermost one of a domain; empty for types that are
 *     neither Postgres' own nor texts (enums count as texts)
 * @param modifier Postgres' number for length or precision, -1 without one
 * @param settable whether an UPDATE may set it: not generated, no identity that is always generated
 */
public record Column(String name, String type, String base, int modifier, boolean settable) {

  public String sql() {
    return SqlName.quote(name);
  }
}
