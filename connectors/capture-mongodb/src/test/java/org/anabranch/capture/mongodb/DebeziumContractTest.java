package org.anabranch.capture.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import io.debezium.connector.mongodb.MongoDbConnector;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.MongoServer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debezium's own connector, as it is, on the server that tests use. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DebeziumContractTest {

  @Test
  void snapshots_streams_and_resumes_where_it_stopped(@TempDir Path directory) throws Exception {
    try (MongoServer server = MongoServer.start()) {
      MongoCollection<Document> chats = collectionWithImages(server);
      chats.insertOne(new Document("_id", 1).append("text", "old").append("n", 1L));

      List<SourceRecord> first =
          changes(
              4,
              config(server, directory),
              () -> {
                try (ClientSession session = server.client().startSession()) {
                  session.startTransaction();
                  chats.insertOne(session, new Document("_id", 2).append("text", "new"));
                  chats.updateOne(session, eq("_id", 1), set("text", "changed"));
                  session.commitTransaction();
                }
                chats.deleteOne(eq("_id", 2));
              });
      assertThat(first)
          .extracting(record -> value(record).getString("op"))
          .containsExactly("r", "c", "u", "d");
      assertThat(image(first.get(0), "after")).containsEntry("text", "old");
      assertThat(image(first.get(2), "before")).containsEntry("text", "old");
      assertThat(image(first.get(2), "after")).containsEntry("text", "changed");
      assertThat(image(first.get(2), "after")).containsEntry("n", 1L);
      assertThat(image(first.get(3), "before")).containsEntry("text", "new");
      assertThat(transaction(first.get(1))).isNotNull().isEqualTo(transaction(first.get(2)));
      assertThat(transaction(first.get(3))).isNull();

      chats.insertOne(new Document("_id", 3).append("text", "while it was away"));
      List<SourceRecord> second = changes(1, config(server, directory), () -> {});
      assertThat(second).hasSize(1);
      assertThat(image(second.get(0), "after")).containsEntry("text", "while it was away");
    }
  }

  private static MongoCollection<Document> collectionWithImages(MongoServer server) {
    MongoDatabase database = server.client().getDatabase("app");
    database.createCollection(
        "chats",
        new CreateCollectionOptions()
            .changeStreamPreAndPostImagesOptions(new ChangeStreamPreAndPostImagesOptions(true)));
    return database.getCollection("chats");
  }

  private static Properties config(MongoServer server, Path directory) {
    Properties config = new Properties();
    config.setProperty("name", "contract");
    config.setProperty("connector.class", MongoDbConnector.class.getName());
    config.setProperty("mongodb.connection.string", server.uri());
    config.setProperty("topic.prefix", "contract");
    config.setProperty("capture.scope", "deployment");
    config.setProperty("collection.include.list", "app.chats");
    config.setProperty("capture.mode", "change_streams_update_full_with_pre_image");
    config.setProperty("capture.mode.full.update.type", "post_image");
    config.setProperty("tombstones.on.delete", "false");
    config.setProperty("poll.interval.ms", "20");
    config.setProperty("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
    config.setProperty("offset.storage.file.filename", directory.resolve("offsets").toString());
    config.setProperty("offset.flush.interval.ms", "0");
    return config;
  }

  /** Runs the engine until it has given so many records; the change is made after the first. */
  private static List<SourceRecord> changes(int count, Properties config, Runnable change)
      throws Exception {
    List<SourceRecord> records = new CopyOnWriteArrayList<>();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (DebeziumEngine<RecordChangeEvent<SourceRecord>> engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(config)
            .notifying(event -> records.add(event.record()))
            .build()) {
      thread.execute(engine);
      Await.until("a record", Await.DEADLINE, () -> !records.isEmpty());
      change.run();
      Await.until(count + " records", Await.DEADLINE, () -> records.size() >= count);
    } finally {
      thread.shutdown();
      assertThat(thread.awaitTermination(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    return records;
  }

  private static Struct value(SourceRecord record) {
    return (Struct) record.value();
  }

  private static Document image(SourceRecord record, String field) {
    return Document.parse(Objects.requireNonNull(value(record).getString(field)));
  }

  private static @Nullable Object transaction(SourceRecord record) {
    return value(record).getStruct("source").get("txnNumber");
  }
}
