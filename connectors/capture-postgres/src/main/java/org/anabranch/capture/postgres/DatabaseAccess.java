package org.anabranch.capture.postgres;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** Connections to the captured database, made as Debezium makes its own. */
final class DatabaseAccess {

  private static final String USAGE = "Anabranch capture";
  private final PostgresConnectorConfig config;

  DatabaseAccess(Map<String, String> debeziumConfig) {
    this.config = new PostgresConnectorConfig(Configuration.from(debeziumConfig));
  }

  String slotName() {
    return config.slotName();
  }

  String publicationName() {
    return config.publicationName();
  }

  /** Whether the configuration's lists select a table. */
  boolean captures(TableId table) {
    return config.getTableFilters().dataCollectionFilter().isIncluded(table);
  }

  /** Whether the configuration's lists leave a column of a selected table in. */
  boolean captures(TableId table, String column) {
    return config.getColumnFilter().matches(table.catalog(), table.schema(), table.table(), column);
  }

  /** An open connection that commits every statement; closing it closes the connection. */
  Session open() throws SQLException {
    PostgresConnection connection = new PostgresConnection(config.getJdbcConfig(), USAGE);
    try {
      connection.connection(false).setAutoCommit(true);
      return new Session(connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** One open connection. */
  record Session(PostgresConnection debezium) implements AutoCloseable {

    Connection jdbc() throws SQLException {
      return debezium.connection(false);
    }

    @Override
    public void close() {
      debezium.close();
    }
  }
}
