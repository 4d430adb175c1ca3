package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.TableName;
import org.anabranch.store.postgres.catalog.Catalog;
import org.anabranch.store.postgres.catalog.ForeignKey;
import org.anabranch.store.postgres.catalog.ForeignKeyReader;
import org.anabranch.store.postgres.catalog.SqlName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts rows that refer to rows that are not there, whether their foreign keys are checked or not;
 * each in a transaction of its own, which does not take longer than ten seconds.
 */
public final class OrphanCounts {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanCounts.class);
  private static final String QUERY_CANCELED = "57014";

  private final Connection connection;

  public OrphanCounts(Connection connection) {
    this.connection = connection;
  }

  /** How many, by the name of the foreign key and its table. */
  public Map<String, Long> count(Catalog catalog) throws SQLException {
    Set<SqlName> merged = new HashSet<>();
    for (TableName table : new WatermarkStatements(connection).tables()) {
      merged.add(catalog.physical(table));
    }
    List<ForeignKey> keys = ForeignKeyReader.all(connection, merged::contains);
    Map<String, Long> counts = new TreeMap<>();
    for (ForeignKey key : keys) {
      connection.commit();
      try {
        counts.put(key.name() + " of " + key.child(), count(key));
      } catch (SQLException e) {
        connection.rollback();
        if (!QUERY_CANCELED.equals(e.getSQLState())) {
          throw e;
        }
        LOG.warn("Orphans by {} of {} take too long to count", key.name(), key.child());
      }
    }
    return counts;
  }

  private long count(ForeignKey key) throws SQLException {
    PlanChoice.WHOLE_TABLES.allow(connection);
    PlanChoice.HASH_JOINS.allow(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL statement_timeout = '10s'");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT count(*) FROM %s AS t WHERE (%s) AND NOT EXISTS (SELECT 1 FROM %s AS r WHERE %s)"
                  .formatted(
                      key.childSource(), key.refers("t"), key.parentSource(), key.isParent("t")))) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
