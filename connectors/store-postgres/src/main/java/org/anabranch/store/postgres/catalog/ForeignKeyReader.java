package org.anabranch.store.postgres.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the foreign keys of a database, and says which of them cannot be checked by a sink. */
public final class ForeignKeyReader {

  private static final String FOREIGN_KEYS =
      """
      SELECT f.conname, cn.nspname, c.relname, c.relkind = 'p', pn.nspname, p.relname,
        p.relkind = 'p', f.confmatchtype = 'f',
        ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY AS k(num, ord)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.num
          ORDER BY k.ord),
        ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY AS k(num, ord)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.num
          ORDER BY k.ord),
        ARRAY(SELECT 'OPERATOR(' || quote_ident(n.nspname) || '.' || o.oprname || ')'
          FROM unnest(f.conpfeqop) WITH ORDINALITY AS k(op, ord)
          JOIN pg_catalog.pg_operator o ON o.oid = k.op
          JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
          ORDER BY k.ord),
        has_table_privilege(f.confrelid, 'SELECT'), has_table_privilege(f.confrelid, 'UPDATE'),
        EXISTS (SELECT FROM pg_catalog.pg_index i
          WHERE i.indexrelid = f.conindid AND i.indisprimary),
        coalesce((to_jsonb(f) ->> 'conperiod')::bool, false),
        (SELECT count(*) > 1 FROM pg_catalog.pg_index i WHERE i.indrelid = f.conrelid
          AND (i.indisunique OR i.indisexclusion) AND i.indislive)
      FROM pg_catalog.pg_constraint f
      JOIN pg_catalog.pg_class c ON c.oid = f.conrelid
      JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
      JOIN pg_catalog.pg_class p ON p.oid = f.confrelid
      JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      WHERE f.contype = 'f' AND f.conparentid = 0
        AND coalesce((to_jsonb(f) ->> 'conenforced')::bool, true)
      ORDER BY 2, 3, 1
      """;

  /**
   * Foreign keys that were asked for.
   *
   * @param checked those that can be checked
   * @param trusted of the others, each with the reason, for people
   */
  public record Found(List<ForeignKey> checked, List<String> trusted) {}

  private record Candidate(ForeignKey key, boolean readable, @Nullable String misfit) {}

  private ForeignKeyReader() {}

  /**
   * Reads foreign keys.
   *
   * @param wanted whether those of a table are to be checked, by which its rows refer to others
   */
  public static Found read(Connection connection, Predicate<SqlName> wanted) throws SQLException {
    return choose(candidates(connection, wanted));
  }

  /** All of the tables that the role may read, checked or not. */
  public static List<ForeignKey> all(Connection connection, Predicate<SqlName> wanted)
      throws SQLException {
    return candidates(connection, wanted).stream()
        .filter(Candidate::readable)
        .map(Candidate::key)
        .toList();
  }

  private static List<Candidate> candidates(Connection connection, Predicate<SqlName> wanted)
      throws SQLException {
    List<Candidate> candidates = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(FOREIGN_KEYS);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        Candidate candidate = read(row);
        if (wanted.test(candidate.key().child())) {
          candidates.add(candidate);
        }
      }
    }
    return candidates;
  }

  private static Candidate read(ResultSet row) throws SQLException {
    SqlName child = new SqlName(row.getString(2), row.getString(3));
    SqlName parent = new SqlName(row.getString(5), row.getString(6));
    ForeignKey key =
        new ForeignKey(
            row.getString(1),
            child,
            source(child, row.getBoolean(4)),
            texts(row, 9),
            parent,
            source(parent, row.getBoolean(7)),
            texts(row, 10),
            texts(row, 11),
            row.getBoolean(8),
            row.getBoolean(13));
    String misfit = null;
    if (!row.getBoolean(12)) {
      misfit = "the sink's role may not read " + parent;
    } else if (!row.getBoolean(14)) {
      misfit = "it does not refer to the primary key of " + parent;
    } else if (row.getBoolean(15)) {
      misfit = "it is about periods";
    } else if (key.refersToItself() && row.getBoolean(16)) {
      misfit = "the table refers to itself and has a unique index beside its key";
    }
    return new Candidate(key, row.getBoolean(12), misfit);
  }

  private static String source(SqlName table, boolean partitioned) {
    return partitioned ? table.sql() : "ONLY " + table.sql();
  }

  private static List<String> texts(ResultSet row, int place) throws SQLException {
    return List.of((String[]) row.getArray(place).getArray());
  }

  private static Found choose(List<Candidate> candidates) {
    List<ForeignKey> fitting = new ArrayList<>();
    List<String> trusted = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (candidate.misfit() == null) {
        fitting.add(candidate.key());
      } else {
        trusted.add(candidate.key().told(candidate.misfit()));
      }
    }
    List<ForeignKey> checked = new ArrayList<>();
    for (ForeignKey key : fitting) {
      if (key.refersToItself() || !reaches(key.parent(), key.child(), fitting, new HashSet<>())) {
        checked.add(key);
      } else {
        trusted.add(key.told("tables refer to each other in a circle"));
      }
    }
    return new Found(checked, trusted);
  }

  private static boolean reaches(
      SqlName from, SqlName to, List<ForeignKey> keys, Set<SqlName> passed) {
    return keys.stream()
        .filter(key -> key.child().equals(from) && !key.refersToItself())
        .map(ForeignKey::parent)
        .anyMatch(
            parent ->
                parent.equals(to) || (passed.add(parent) && reaches(parent, to, keys, passed)));
  }
}
