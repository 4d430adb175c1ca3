package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is opened when it is first needed and again after it was closed, for those who
 * ask the database now and then. Not thread-safe.
 */
final class LastingConnection implements AutoCloseable {

  private final DatabaseAccess access;
  private DatabaseAccess.@Nullable Session session;

  LastingConnection(DatabaseAccess access) {
    this.access = access;
  }

  Connection get() throws SQLException {
    DatabaseAccess.Session open = session;
    if (open == null) {
      open = access.open();
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
