package org.anabranch.tools.database;

import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the database complains of. */
public final class SqlProblems {

  /** Serialization failure, deadlock, lock timeout: the same again may work. */
  private static final Set<String> CONTENTION = Set.of("40001", "40P01", "55P03");

  private SqlProblems() {}

  /** The complaint without its detail, which quotes the row's values. */
  public static String told(SQLException problem) {
    ServerErrorMessage server =
        problem instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    if (server == null) {
      return String.valueOf(problem.getMessage());
    }
    String hint = server.getHint() == null ? "" : ". " + server.getHint();
    return "%s (SQLSTATE %s)%s".formatted(server.getMessage(), problem.getSQLState(), hint);
  }

  /** Whether others held what was wanted. */
  public static boolean isContention(SQLException problem) {
    return CONTENTION.contains(String.valueOf(problem.getSQLState()));
  }

  public static boolean isForbidden(SQLException problem) {
    return "42501".equals(problem.getSQLState());
  }
}
