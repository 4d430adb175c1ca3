package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.jspecify.annotations.Nullable;

/**
 * What rows that a transaction writes bear, and where its last write lies in the log (rule M4).
 * Both are asked together with each write, to save journeys to the server: Postgres executes one
 * statement after the other, so the position is read in a statement of its own, once the rows are
 * written and while they are locked.
 */
public final class RowMarking {

  /** Every row that a transaction writes bears its number, for it has no savepoints. */
  private static final String ASK =
      """
      SELECT pg_current_xact_id()::xid::text::bigint, current_setting('session_replication_role'),
        (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint
      """;

  private final Connection connection;
  private final boolean triggersOff;
  private @Nullable Long mark;
  private @Nullable Long position;

  /**
   * @param triggersOff as the session has set it
   */
  public RowMarking(Connection connection, boolean triggersOff) {
    this.connection = connection;
    this.triggersOff = triggersOff;
  }

  /** Executes a write; answers how many rows it wrote. */
  int update(ArrayParameters parameters, String write) throws SQLException {
    AtomicInteger written = new AtomicInteger();
    make(new Journey().update(write, parameters, written::set));
    return written.get();
  }

  /** Makes a journey of writes, with the question behind them. */
  void make(Journey writes) throws SQLException {
    writes.query(ASK, new ArrayParameters(), row -> position = read(row)).make(connection);
  }

  /** What rows bear that the transaction has written or is about to write. */
  public long mark() throws SQLException {
    if (mark == null) {
      ask();
    }
    return mark == null ? 0 : mark;
  }

  /** A position behind all writes so far. */
  public long position() throws SQLException {
    Long behindWrites = position;
    position = null;
    return behindWrites == null ? ask() : behindWrites;
  }

  private long ask() throws SQLException {
    try (var query = connection.createStatement();
        ResultSet row = query.executeQuery(ASK)) {
      return read(row);
    }
  }

  /**
   * A pooler that hands sessions round would have lost the setting that keeps triggers away. Asked
   * before rows are written as well, for a trigger's refusal would be taken for the row's.
   *
   * @param role the session's setting session_replication_role
   */
  void check(String role) {
    if (triggersOff != role.equals("replica")) {
      throw SqlFailures.misconfigured(
          "The session lost its setting session_replication_role. Connect to Postgres directly,"
              + " or through a pooler that keeps sessions");
    }
  }

  private long read(ResultSet row) throws SQLException {
    row.next();
    check(row.getString(2));
    mark = row.getLong(1);
    return row.getLong(3);
  }
}
