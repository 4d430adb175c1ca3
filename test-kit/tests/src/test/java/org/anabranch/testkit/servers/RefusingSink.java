package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** A sink that wants every batch, the empty ones too, offered again, and says so in a file. */
public final class RefusingSink extends SinkConnector {
  private static final String OFFERED = "offered";

  private Map<String, String> settings = Map.of();

  static Map<String, String> settings(String topic, Path offered) {
    return Map.of(
        "connector.class",
        RefusingSink.class.getName(),
        "tasks.max",
        "1",
        "topics",
        topic,
        OFFERED,
        offered.toString());
  }

  @Override
  public void start(Map<String, String> settings) {
    this.settings = settings;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return RefusingTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int tasksMax) {
    return List.of(settings);
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
  public static final class RefusingTask extends SinkTask {
    private Path offered = Path.of(OFFERED);

    @Override
    public void start(Map<String, String> settings) {
      offered = Path.of(settings.get(OFFERED));
    }

    @Override
    public void put(Collection<SinkRecord> records) {
      try {
        Files.writeString(offered, "yes");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      context.timeout(100);
      throw new RetriableException("this sink takes nothing");
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
      return "1";
    }
  }
}
