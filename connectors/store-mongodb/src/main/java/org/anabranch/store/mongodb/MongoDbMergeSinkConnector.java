package org.anabranch.store.mongodb;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.store.mongodb.options.MongoDbStoreOptions;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Merges the changes that captures of all regions, the own one included, wrote to Kafka into a
 * deployment of MongoDB, so that it ends up the same as every other region's.
 */
public final class MongoDbMergeSinkConnector extends SinkConnector {

  private Map<String, String> configuration = Map.of();

  @Override
  public void start(Map<String, String> props) {
    SinkValidation.byField(props, MongoDbStoreOptions.of(props));
    configuration = Map.copyOf(props);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return MongoDbMergeSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, configuration);
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return MergeSinkOptions.define(MongoDbStoreOptions.define(new ConfigDef()));
  }

  /** Looks at the deployment too, unless the options that lead there are wrong already. */
  @Override
  public Config validate(Map<String, String> props) {
    Config validated = super.validate(props);
    SinkValidation.complete(validated.configValues(), props);
    return validated;
  }

  @Override
  public String version() {
    return new MongoDbMergeSinkTask().version();
  }
}
