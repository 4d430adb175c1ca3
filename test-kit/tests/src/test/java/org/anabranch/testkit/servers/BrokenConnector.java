package org.anabranch.testkit.servers;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A connector that starts and whose task fails to. */
public final class BrokenConnector extends SourceConnector {

  @Override
  public void start(Map<String, String> settings) {}

  @Override
  public Class<? extends Task> taskClass() {
    return BrokenTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int tasksMax) {
    return List.of(Map.of());
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public String version() {
    return "1";
  }

  /** The task. */
  public static final class BrokenTask extends SourceTask {

    @Override
    public void start(Map<String, String> settings) {
      throw new ConnectException("this task never starts");
    }

    @Override
    public List<SourceRecord> poll() {
      return List.of();
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
      return "1";
    }
  }
}
