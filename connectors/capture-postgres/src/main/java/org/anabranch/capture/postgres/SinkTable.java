package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A table that the sink of this region keeps and its capture looks into, nearly always in vain: it
 * is absent, or holds nothing of interest. Whether to look is one truth value, so that it can be
 * asked along with something else and costs no journey to the database of its own. Not thread-safe.
 */
final class SinkTable {

  private final String present;
  private final String filled;
  private boolean exists;
  private @Nullable Boolean answer;

  /**
   * @param name within the sink's schema
   * @param interesting what follows the table's name in a query for the rows that are looked for
   */
  SinkTable(String name, String interesting) {
    // A statement that names a table which does not exist is refused whole. The catalog is read
    // instead of to_regclass, which is refused to those who may not use the schema.
    this.present =
        "EXISTS (SELECT FROM pg_catalog.pg_class c"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = 'anabranch' AND c.relname = '"
            + name
            + "')";
    this.filled = "EXISTS (SELECT FROM anabranch." + name + interesting + ")";
  }

  /** SQL for whether to look; another one once the table was found to exist. */
  String question() {
    return exists ? filled : present;
  }

  /** What {@link #question()} was answered. */
  void answered(boolean yes) {
    exists |= yes;
    answer = yes;
  }

  /** What was answered so far is too old. */
  void forget() {
    answer = null;
  }

  /** The answer, which serves once; it is asked for where there is none. */
  boolean worthALook(Connection open) throws SQLException {
    Boolean known = answer;
    if (known == null) {
      answered(LastingConnection.isTrue(open, "SELECT " + question()));
      known = answer;
    }
    forget();
    return Boolean.TRUE.equals(known);
  }
}
