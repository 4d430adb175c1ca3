package org.anabranch.capture.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.anabranch.testkit.servers.MongoServer;
import org.bson.Document;

/** One server for one test, its database {@code shop}, and the configuration of its capture. */
final class CapturedReplicaSet implements AutoCloseable {

  static final String DATABASE = "shop";

  private final MongoServer server = MongoServer.start();

  MongoServer server() {
    return server;
  }

  /** A collection that keeps its images. */
  MongoCollection<Document> create(String name) {
    server
        .client()
        .getDatabase(DATABASE)
        .createCollection(
            name,
            new CreateCollectionOptions()
                .changeStreamPreAndPostImagesOptions(
                    new ChangeStreamPreAndPostImagesOptions(true)));
    return collection(name);
  }

  MongoCollection<Document> collection(String name) {
    return server.client().getDatabase(DATABASE).getCollection(name);
  }

  MongoCollection<Document> watermarks() {
    return server.client().getDatabase("anabranch").getCollection("watermark");
  }

  /** Runs statements in one transaction. */
  void transaction(Consumer<ClientSession> statements) {
    try (ClientSession session = server.client().startSession()) {
      session.startTransaction();
      statements.accept(session);
      session.commitTransaction();
    }
  }

  /** What the sink does first in each of its transactions. */
  void mark(ClientSession session, String origin, String collection, int lane, long stamp) {
    Document id =
        new Document("origin", origin)
            .append("table", DATABASE + "." + collection)
            .append("lane", lane);
    Document watermark =
        new Document("_id", id)
            .append("origin", origin)
            .append("table_schema", DATABASE)
            .append("table_name", collection)
            .append("lane", lane)
            .append("stamp", stamp);
    watermarks()
        .replaceOne(session, Filters.eq("_id", id), watermark, new ReplaceOptions().upsert(true));
  }

  /**
   * Lets the log go on behind all that was written so far, with a write that is not captured. A
   * real server that is idle writes something of its own into its log every ten seconds.
   */
  void goOn() {
    server.client().getDatabase("elsewhere").getCollection("steps").insertOne(new Document());
  }

  Map<String, String> config() {
    Map<String, String> config = new HashMap<>();
    config.put("name", "capture");
    config.put("connector.class", MongoDbCaptureConnector.class.getName());
    config.put("mongodb.connection.string", server.uri());
    config.put("collection.include.list", DATABASE + "\\..*");
    config.put("context.origin", "here");
    config.put("context.origins", "here,there");
    config.put("context.lanes", "4");
    config.put("topic.creation.default.partitions", "4");
    config.put("topic.creation.default.replication.factor", "1");
    config.put("heartbeat.interval.ms", "100");
    config.put("cursor.max.await.time.ms", "50");
    return config;
  }

  @Override
  public void close() {
    server.close();
  }
}
