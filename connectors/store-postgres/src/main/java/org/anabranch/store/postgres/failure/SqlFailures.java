package org.anabranch.store.postgres.failure;

import java.sql.SQLException;
import java.util.Set;
import org.anabranch.sink.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an error of Postgres means for the batch. Postgres' own words quote values of rows, so they
 * never go on: only the SQLSTATE and the names of constraint, table and column do.
 */
public final class SqlFailures {

  private static final Set<String> CONTENDED = Set.of("40001", "40P01", "40003", "55P03", "57014");

  /** UNIQUE, EXCLUDE and CHECK. */
  private static final Set<String> EXCLUDING = Set.of("23505", "23P01", "23514");

  /** The SQLSTATE of a violated UNIQUE. */
  private static final String TAKEN = "23505";

  private static final String STALE_PLAN = "RevalidateCachedQuery";
  private static final String PROGRAM_LIMIT = "54000";

  /** The SQLSTATE of a right that the role lacks. */
  public static final String FORBIDDEN = "42501";

  private SqlFailures() {}

  /**
   * The store's exception for a failed statement.
   *
   * @param doing what was being done, for the message
   */
  public static StoreException of(SQLException failure, String doing) {
    String state = state(failure);
    String message = doing + ": Postgres answered with " + describe(failure);
    Throwable cause = withoutValues(failure);
    if (CONTENDED.contains(state) || isStalePlan(failure) || isLostClaim(failure)) {
      return new StoreException.Contended(message, cause);
    }
    return switch (state.substring(0, 2)) {
      case "08", "53", "58" -> new StoreException.Unreachable(message, cause);
      case "57" -> new StoreException.Unreachable(message, cause);
      case "21", "22", "23" ->
          new StoreException.RowsRefused(message, cause, constraint(failure, state));
      case "25" ->
          new StoreException.Unreachable(message + ". The database takes no writes now", cause);
      default -> otherwise(state, message, cause);
    };
  }

  /** The name of what a row may violate now and not at another time; null for all else. */
  private static @Nullable String constraint(SQLException failure, String state) {
    ServerErrorMessage server = server(failure);
    return server != null && EXCLUDING.contains(state) ? server.getConstraint() : null;
  }

  private static StoreException otherwise(String state, String message, Throwable cause) {
    return switch (state) {
      case PROGRAM_LIMIT -> new StoreException.RowsRefused(message, cause);
      case FORBIDDEN ->
          new StoreException.Misconfigured(
              message
                  + ". The role lacks a right: it needs USAGE on the schema and SELECT, INSERT,"
                  + " UPDATE, DELETE on the table. Validating the connector's configuration gives"
                  + " the GRANT statements",
              cause);
      default -> new StoreException.Misconfigured(message, cause);
    };
  }

  /**
   * The exception for a connection that could not be opened. What the driver says of it names host,
   * role and database, and no row's values.
   */
  public static StoreException ofConnecting(SQLException failure) {
    String message = "Could not connect to Postgres: " + failure.getMessage();
    return switch (state(failure).substring(0, 2)) {
      case "28", "3D" -> new StoreException.Misconfigured(message, failure);
      default -> new StoreException.Unreachable(message, failure);
    };
  }

  public static StoreException misconfigured(String message) {
    return new StoreException.Misconfigured(message, null);
  }

  public static StoreException refused(String message) {
    return new StoreException.RowsRefused(message, null);
  }

  public static StoreException unreachable(String message) {
    return new StoreException.Unreachable(message, null);
  }

  /** Somebody else has inserted a version row that was claimed: a task of an earlier release. */
  private static boolean isLostClaim(SQLException failure) {
    ServerErrorMessage server = server(failure);
    return server != null
        && state(failure).equals(TAKEN)
        && "anabranch".equals(server.getSchema())
        && "version".equals(server.getTable());
  }

  /** A statement that was prepared before the table was altered. */
  private static boolean isStalePlan(SQLException failure) {
    ServerErrorMessage server = server(failure);
    return state(failure).equals("26000")
        || (server != null && STALE_PLAN.equals(server.getRoutine()));
  }

  /** The SQLSTATE, "XX000" where there is none. */
  public static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null || state.length() != 5 ? "XX000" : state;
  }

  /** SQLSTATE and names, without a word that could hold a value. */
  static String describe(SQLException failure) {
    StringBuilder text = new StringBuilder("SQLSTATE ").append(state(failure));
    ServerErrorMessage server = server(failure);
    if (server != null) {
      name(text, "table", server.getTable());
      name(text, "column", server.getColumn());
      name(text, "constraint", server.getConstraint());
      name(text, "type", server.getDatatype());
    }
    return text.toString();
  }

  private static void name(StringBuilder text, String kind, @Nullable String name) {
    if (name != null && !name.isEmpty()) {
      text.append(", ").append(kind).append(' ').append(name);
    }
  }

  private static @Nullable ServerErrorMessage server(SQLException failure) {
    return failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }

  /** The same exception for a stack trace in a log, without Postgres' message. */
  public static SQLException withoutValues(SQLException failure) {
    SQLException bare = new SQLException(describe(failure), failure.getSQLState());
    bare.setStackTrace(failure.getStackTrace());
    return bare;
  }
}
