package org.anabranch.capture.mongodb;

import io.debezium.connector.mongodb.MongoDbConnector;
import java.util.List;
import java.util.Map;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Captures the changes of a MongoDB replica set for other regions. Takes all options of Debezium's
 * MongoDB connector under their own names, and those that say which place the database has among
 * the others.
 */
public final class MongoDbCaptureConnector extends SourceConnector {

  private final MongoDbConnector debezium = new MongoDbConnector();
  private Map<String, String> config = Map.of();

  @Override
  public String version() {
    return PluginVersion.of(MongoDbCaptureConnector.class);
  }

  @Override
  public void initialize(ConnectorContext context) {
    super.initialize(context);
    debezium.initialize(context);
  }

  @Override
  public void initialize(ConnectorContext context, List<Map<String, String>> taskConfigs) {
    super.initialize(context, taskConfigs);
    debezium.initialize(context, taskConfigs);
  }

  @Override
  public void start(Map<String, String> props) {
    ContextOptions.of(props);
    DocumentMappingOption.of(props);
    config = Map.copyOf(props);
    debezium.start(DebeziumConfig.of(config).values());
  }

  @Override
  public Class<? extends Task> taskClass() {
    return MongoDbCaptureTask.class;
  }

  /** One log is read by one task. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(config);
  }

  @Override
  public void stop() {
    debezium.stop();
  }

  @Override
  public ConfigDef config() {
    return CaptureValidation.define(debezium.config());
  }

  @Override
  public Config validate(Map<String, String> props) {
    return new CaptureValidation(debezium).validate(props);
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> props) {
    return debezium.exactlyOnceSupport(props);
  }

  @Override
  public ConnectorTransactionBoundaries canDefineTransactionBoundaries(Map<String, String> props) {
    return debezium.canDefineTransactionBoundaries(props);
  }

  @Override
  public boolean alterOffsets(
      Map<String, String> props, Map<Map<String, ?>, Map<String, ?>> offsets) {
    return debezium.alterOffsets(props, offsets);
  }
}
