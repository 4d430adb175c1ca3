package org.anabranch.tools.compare;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.tools.database.Column;
import org.anabranch.tools.database.Key;
import org.anabranch.tools.database.KeyRange;
import org.anabranch.tools.database.KeySql;
import org.anabranch.tools.database.Table;
import org.jspecify.annotations.Nullable;

/**
 * One side's rows of a table. Rows never leave the database: it answers keys and SHA-256 hashes of
 * the rows' text. (Not Postgres' own hash functions, which may differ between versions.)
 */
final class TableSide {

  private static final int LOOKUP_KEYS = 500;

  private final Side side;
  private final Table table;
  private final List<Column> key;
  private final String rowHash;
  private final String rangeHash;

  /**
   * One side.
   *
   * @param compared the columns that make a row's content, in the same order on both sides
   * @param sets those of them whose elements' order says nothing
   * @param scope whether contents matter at all when ranges are compared
   */
  TableSide(Side side, Table table, List<String> compared, Set<String> sets, Scope scope) {
    this.side = side;
    this.table = table;
    this.key = table.key();
    this.rowHash = RowHash.sql("t", compared, sets);
    this.rangeHash =
        switch (scope) {
          case CONTENT -> rowHash;
          case MISSING_LEFT -> RowHash.sql("t", key.stream().map(Column::name).toList());
        };
  }

  Side side() {
    return side;
  }

  Table table() {
    return table;
  }

  /** The last of the range's first keys, null where the range has fewer. */
  @Nullable Key keyAt(KeyRange range, int rows) throws SQLException {
    String sql =
        "SELECT %s FROM %s t WHERE %s ORDER BY %s OFFSET %d LIMIT 1"
            .formatted(
                KeySql.texts(key),
                table.name().sql(),
                range.condition(key),
                KeySql.order("t", key),
                rows - 1);
    try (PreparedStatement query = side.connection().prepareStatement(sql)) {
      KeySql.set(query, 1, range.values());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? KeySql.read(row, 1, key.size()) : null;
      }
    }
  }

  /**
   * The count and one hash of a range's rows, whatever their order, which collations can differ in.
   * A range with more rows than that is not read to its end.
   */
  Digest digest(KeyRange range, int rowsMax) throws SQLException {
    String sql =
        """
        SELECT count(*), encode(sha256(coalesce(string_agg(h, ''::bytea ORDER BY h), '')), 'hex')
        FROM (SELECT %s AS h FROM %s t WHERE %s LIMIT %d) r
        """
            .formatted(rangeHash, table.name().sql(), range.condition(key), rowsMax);
    try (PreparedStatement query = side.connection().prepareStatement(sql)) {
      KeySql.set(query, 1, range.values());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new Digest(row.getLong(1), row.getString(2));
      }
    }
  }

  /** The hash of each row in a range that is known to be small. */
  Map<Key, String> rows(KeyRange range) throws SQLException {
    String sql =
        "SELECT encode(%s, 'hex'), %s FROM %s t WHERE %s"
            .formatted(rowHash, KeySql.texts(key), table.name().sql(), range.condition(key));
    try (PreparedStatement query = side.connection().prepareStatement(sql)) {
      KeySql.set(query, 1, range.values());
      Map<Key, String> rows = new LinkedHashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.put(KeySql.read(row, 2, key.size()), row.getString(1));
        }
      }
      return rows;
    }
  }

  /** The hash of each of these rows that exists. */
  Map<Key, String> rows(List<Key> keys) throws SQLException {
    String sql =
        "SELECT k.ord, encode(%s, 'hex') FROM %s JOIN %s t ON %s"
            .formatted(rowHash, KeySql.list(key), table.name().sql(), KeySql.matches(key));
    Map<Key, String> rows = new LinkedHashMap<>();
    for (List<Key> some : portions(keys)) {
      try (PreparedStatement query = side.connection().prepareStatement(sql)) {
        KeySql.setList(query, 1, some, key.size());
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            rows.put(some.get(row.getInt(1) - 1), row.getString(2));
          }
        }
      }
    }
    return rows;
  }

  private static List<List<Key>> portions(List<Key> keys) {
    List<List<Key>> portions = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += LOOKUP_KEYS) {
      portions.add(keys.subList(from, Math.min(keys.size(), from + LOOKUP_KEYS)));
    }
    return portions;
  }
}
