package org.anabranch.regions;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;

/**
 * One region: its origin, its database, and the prefix of the environment variables by which the
 * files in connect-configs/ name the database.
 */
public record Region(String origin, String variablePrefix, PostgresDatabase database) {

  /** The variables that a worker needs to reach this region's database. */
  public Map<String, String> variables() {
    return Map.of(
        variablePrefix + "_DB_HOST", database.host(),
        variablePrefix + "_DB_PORT", String.valueOf(database.port()),
        variablePrefix + "_DB_NAME", database.name(),
        variablePrefix + "_DB_USER", database.user(),
        variablePrefix + "_DB_PASSWORD", database.password());
  }

  public String captureName() {
    return origin + "-capture";
  }

  public String sinkName() {
    return origin + "-sink";
  }

  /** Runs statements, each in a transaction of its own. */
  public void execute(String... statements) {
    try {
      database.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException("In region " + origin, e);
    }
  }

  /** The first column of a query's rows, as text. */
  public List<String> column(String query) {
    List<String> values = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("In region " + origin, e);
    }
    return values;
  }

  public long count(String query) {
    return Long.parseLong(column(query).get(0));
  }

  @Override
  public String toString() {
    return origin;
  }
}
