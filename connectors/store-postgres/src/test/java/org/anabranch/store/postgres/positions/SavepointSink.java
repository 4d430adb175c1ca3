package org.anabranch.store.postgres.positions;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Optional;
import java.util.Random;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.TestDatabase;
import org.anabranch.store.postgres.catalog.Catalog;
import org.anabranch.store.postgres.catalog.TableNameFormat;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.anabranch.store.postgres.statement.RowMarking;
import org.anabranch.store.postgres.statement.RowStatements;
import org.anabranch.store.postgres.statement.Targets;

/**
 * Writes with the store's SQL in savepoints, one undone and the next kept. The store itself has
 * none; positions must hold with them all the same.
 */
final class SavepointSink implements Sink {

  private static final String POSITION =
      "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint";
  private static final String TRANSACTION = "SELECT pg_current_xact_id()::xid::text::bigint";

  private final Connection connection;
  private final RowStatements rows;

  SavepointSink(TestDatabase database) throws SQLException {
    this.connection = database.connect();
    connection.setAutoCommit(false);
    Catalog catalog = new Catalog(TableNameFormat.parse(TableNameFormat.DEFAULT));
    this.rows =
        new RowStatements(
            connection,
            new Targets(connection, catalog, true, false, false, table -> false),
            new RowMarking(connection, false));
  }

  @Override
  public Optional<SinkRound> write(Random random, String value, Runnable between)
      throws SQLException {
    RowWrites undone = RowWrites.of(random, value + ".undone");
    RowWrites kept = RowWrites.of(random, value);
    try {
      long before = number(POSITION);
      between.run();
      if (random.nextBoolean()) {
        Savepoint savepoint = connection.setSavepoint();
        write(undone);
        connection.rollback(savepoint);
      }
      Savepoint savepoint = connection.setSavepoint();
      write(kept);
      if (random.nextBoolean()) {
        connection.releaseSavepoint(savepoint);
      }
      long after = number(POSITION);
      SinkRound round = new SinkRound(number(TRANSACTION), before, after);
      connection.commit();
      return Optional.of(round);
    } catch (SQLException e) {
      connection.rollback();
      StoreException failure = SqlFailures.of(e, "writing in savepoints");
      throw failure;
    }
  }

  private void write(RowWrites writes) throws SQLException {
    rows.delete(RowWrites.TABLE, writes.deletes());
    rows.upsert(RowWrites.TABLE, writes.upserts());
    if (!writes.restores().isEmpty()) {
      rows.restore(RowWrites.TABLE, writes.restores());
    }
  }

  private long number(String sql) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
