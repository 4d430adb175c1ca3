package org.anabranch.capture.postgres;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.TableId;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/** Connections to the captured database, made as Debezium makes its own. */
final class DatabaseAccess {

  private static final String USAGE = "Anabranch capture";
  private final PostgresConnectorConfig config;
  private @Nullable TopicNamingStrategy<TableId> topics;

  DatabaseAccess(Map<String, String> debeziumConfig) {
    this.config = new PostgresConnectorConfig(Configuration.from(debeziumConfig));
  }

  String slotName() {
    return config.slotName();
  }

  String publicationName() {
    return config.publicationName();
  }

  /** Where Debezium sends a table's changes. */
  @SuppressWarnings("unchecked") // Debezium's options leave out what its strategies name
  String topic(TableName table) {
    TopicNamingStrategy<TableId> naming = topics;
    if (naming == null) {
      naming = config.getTopicNamingStrategy(CommonConnectorConfig.TOPIC_NAMING_STRATEGY);
      topics = naming;
    }
    return naming.dataChangeTopic(new TableId(null, table.schema(), table.table()));
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
