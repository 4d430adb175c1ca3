package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the planner may choose again until the transaction ends, for the few statements that do not
 * look keys up; the session keeps it to nested loops over indexes.
 */
enum PlanChoice {
  /** To compare a batch with a batch. */
  HASH_JOINS("SET LOCAL enable_hashjoin = on"),
  /** To read a whole table. */
  WHOLE_TABLES("SET LOCAL enable_seqscan = on");

  private final String sql;

  PlanChoice(String sql) {
    this.sql = sql;
  }

  void allow(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
