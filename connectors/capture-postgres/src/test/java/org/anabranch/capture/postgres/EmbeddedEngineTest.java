package org.anabranch.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connector without Kafka Connect: in Debezium's embedded engine, with offsets in a file. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EmbeddedEngineTest {

  @Test
  void the_engine_captures_and_goes_on_where_it_stopped(@TempDir Path directory) throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      CapturedDatabase database = new CapturedDatabase(server, "embedded");
      database.execute(
          "CREATE TABLE notes (id int PRIMARY KEY, t text)", "INSERT INTO notes VALUES (1, 'old')");
      Properties config = config(database.config(), directory);

      List<SourceRecord> first =
          changesUntil(
              Operation.CREATE,
              config,
              () -> database.execute("INSERT INTO notes VALUES (2, 'new')"));
      List<SourceRecord> second =
          changesUntil(
              Operation.DELETE, config, () -> database.execute("DELETE FROM notes WHERE id = 1"));
      List<ChangeId> named =
          second.stream().map(record -> RunningCapture.change(record).id()).toList();
      ChangeId last = RunningCapture.change(first.get(1)).id();
      // At most the last transaction again, by its own name.
      assertThat(named).doesNotHaveDuplicates();
      assertThat(named.get(0)).isGreaterThanOrEqualTo(last);
      assertThat(second.get(second.size() - 1).key()).isEqualTo(first.get(0).key());
    }
  }

  /** Runs the engine, writes once it has started, and ends it with the first such change. */
  private static List<SourceRecord> changesUntil(Operation last, Properties config, Runnable write)
      throws Exception {
    List<SourceRecord> records = new CopyOnWriteArrayList<>();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (DebeziumEngine<RecordChangeEvent<SourceRecord>> engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(config)
            .notifying(event -> records.add(event.record()))
            .build()) {
      thread.execute(engine);
      Await.until("the engine streams", Await.DEADLINE, () -> !records.isEmpty());
      write.run();
      Await.until(
          "a change " + last,
          Await.DEADLINE,
          () ->
              changes(records).stream()
                  .anyMatch(record -> RunningCapture.change(record).operation() == last));
    } finally {
      thread.shutdown();
      assertThat(thread.awaitTermination(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    return changes(records);
  }

  private static List<SourceRecord> changes(List<SourceRecord> records) {
    return records.stream().filter(RunningCapture::isChange).toList();
  }

  private static Properties config(Map<String, String> capture, Path directory) {
    Properties config = new Properties();
    config.putAll(capture);
    config.put("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
    config.put("offset.storage.file.filename", directory.resolve("offsets").toString());
    config.put("offset.flush.interval.ms", "0");
    return config;
  }
}
