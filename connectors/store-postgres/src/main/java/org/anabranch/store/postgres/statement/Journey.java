package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Statements that go to the server together and are answered together. The server executes one
 * after the other, each with a snapshot of its own, as if every one had been sent when the one
 * before it was answered.
 */
public final class Journey {

  /** Reads the rows that a query answers. */
  @FunctionalInterface
  interface Rows {
    void read(ResultSet rows) throws SQLException;
  }

  /** Reads what one statement answers, which is the current result. */
  @FunctionalInterface
  private interface Answer {
    void read(PreparedStatement executed) throws SQLException;
  }

  private final List<String> statements = new ArrayList<>();
  private final ArrayParameters parameters = new ArrayParameters();
  private final List<Answer> answers = new ArrayList<>();

  /** Adds a query. */
  Journey query(String sql, ArrayParameters given, Rows rows) {
    return add(
        sql,
        given,
        executed -> {
          try (ResultSet found = executed.getResultSet()) {
            rows.read(found);
          }
        });
  }

  /** Adds a statement that writes. */
  Journey update(String sql, ArrayParameters given, IntConsumer written) {
    return add(sql, given, executed -> written.accept(executed.getUpdateCount()));
  }

  private Journey add(String sql, ArrayParameters given, Answer answer) {
    statements.add(sql);
    parameters.and(given);
    answers.add(answer);
    return this;
  }

  /** Sends all and reads the answers in their order. */
  public void make(Connection connection) throws SQLException {
    if (statements.isEmpty()) {
      return;
    }
    String sql = statements.size() == 1 ? statements.get(0) : String.join(";\n", statements);
    try (PreparedStatement statement = parameters.prepare(connection, sql)) {
      statement.execute();
      for (int i = 0; i < answers.size(); i++) {
        if (i > 0) {
          statement.getMoreResults();
        }
        answers.get(i).read(statement);
      }
    }
  }
}
