package org.anabranch.store.postgres.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.store.postgres.catalog.SqlName;

/**
 * Sequences that number rows of a unique key by steps too small for all regions to have numbers of
 * their own: two regions would give one number to two rows.
 */
public final class SequenceCollisions {

  private static final String QUERY =
      """
      SELECT DISTINCT sn.nspname, s.relname, a.attname, q.seqincrement,
        pg_catalog.pg_sequence_last_value(s.oid::regclass)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_depend d ON d.refobjid = c.oid AND d.refclassid = 'pg_class'::regclass
        AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
      JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
      JOIN pg_catalog.pg_class s ON s.oid = q.seqrelid
      JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
      WHERE n.nspname = ? AND c.relname = ? AND abs(q.seqincrement) < ?
        AND EXISTS (
          SELECT FROM pg_catalog.pg_index i
          WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey))
      """;

  private final Origin own;
  private final Members members;

  public SequenceCollisions(Origin own, Members members) {
    this.own = own;
    this.members = members;
  }

  /** One warning per sequence, with the statement that mends it. */
  public List<String> of(Connection connection, SqlName table) throws SQLException {
    List<String> warnings = new ArrayList<>();
    int regions = members.origins().size();
    if (regions < 2) {
      return warnings;
    }
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, table.schema());
      query.setString(2, table.name());
      query.setInt(3, regions);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          SqlName sequence = new SqlName(row.getString(1), row.getString(2));
          warnings.add(warning(table, row.getString(3), sequence, row.getLong(5)));
        }
      }
    }
    return warnings;
  }

  private String warning(SqlName table, String column, SqlName sequence, long last) {
    int regions = members.origins().size();
    int residue = members.origins().indexOf(own);
    long next = last + 1 + Math.floorMod(residue - (last + 1), (long) regions);
    return ("Column %s of %s is numbered in every region alike, so two regions give one number to"
            + " two rows. Run here: ALTER SEQUENCE %s INCREMENT BY %d RESTART WITH %d, or with a"
            + " greater number whose remainder by %d is %d and that lies above every number given"
            + " so far in any region")
        .formatted(SqlName.quote(column), table, sequence.sql(), regions, next, regions, residue);
  }
}
