package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is opened when it is first needed and again after it was closed, for those who
 * ask the database now and then. Not thread-safe.
 */
final class LastingConnection implements AutoCloseable {

  private static final int ATTEMPTS = 3;

  /** A question to the database. */
  @FunctionalInterface
  interface Question<T> {

    /** Asks it over an open connection. */
    T ask(Connection open) throws SQLException;
  }

  private final Opening opening;
  private DatabaseAccess.@Nullable Session session;

  /** Opens a connection each time. */
  @FunctionalInterface
  interface Opening {

    /** One that commits every statement. */
    DatabaseAccess.Session open() throws SQLException;
  }

  LastingConnection(Opening opening) {
    this.opening = opening;
  }

  /**
   * The answer to a question that comes up while a batch is under way; asked again over another
   * connection where the one at hand has broken.
   *
   * @param refusal what to say where there is no answer, and how to mend it
   * @throws ConnectException where there is none. It is not retriable: the batch has been taken
   *     from Debezium, and only a restart repeats it
   */
  <T> T answer(Question<T> question, String refusal) {
    for (int attempt = 1; ; attempt++) {
      try {
        return question.ask(get());
      } catch (SQLException e) {
        close();
        if (attempt == ATTEMPTS) {
          throw new ConnectException(refusal, e);
        }
      }
    }
  }

  /**
   * What a query says that yields one truth value.
   *
   * @param sql without parameters
   */
  static boolean isTrue(Connection open, String sql) throws SQLException {
    try (PreparedStatement query = open.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  Connection get() throws SQLException {
    DatabaseAccess.Session open = session;
    if (open == null) {
      open = opening.open();
      session = open;
    }
    return open.jdbc();
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
