package org.anabranch.store.postgres.resend;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.anabranch.records.config.PluginVersion;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Sends the rows again of each subject that a topic names: each row is updated to itself, so the
 * capture tells of it, and whatever filters it on its way judges it anew. A consent topic's
 * withdrawals take copies back so, and new consents send them.
 *
 * <p>The key of a record is the subject, its value does not matter. A row may be sent more than
 * once.
 */
public final class PostgresResendSinkConnector extends SinkConnector {

  private Map<String, String> configuration = Map.of();

  @Override
  public void start(Map<String, String> props) {
    ResendOptions.of(props);
    configuration = Map.copyOf(props);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return PostgresResendSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, configuration);
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return ResendOptions.definition();
  }

  @Override
  public String version() {
    return PluginVersion.of(PostgresResendSinkConnector.class);
  }
}
