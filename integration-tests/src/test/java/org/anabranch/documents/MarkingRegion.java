package org.anabranch.documents;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.records.document.MarkedForm;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.MongoServer;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** One region: its origin, and its server, which has no transactions. */
record MarkingRegion(String origin, MongoServer server) {

  static final String DATABASE = "assistant";
  private static final String COLLECTION = "chat";
  private static final int LANES = 3;
  private static final JsonWriterSettings EXACT =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  /** Creates the shared collection, which keeps the images that the capture asks for. */
  void createCollection() {
    server
        .client()
        .getDatabase(DATABASE)
        .createCollection(
            COLLECTION,
            new CreateCollectionOptions()
                .changeStreamPreAndPostImagesOptions(
                    new ChangeStreamPreAndPostImagesOptions(true)));
  }

  /** As an application does that knows nothing of images. */
  void createCollectionWithoutImages() {
    server.client().getDatabase(DATABASE).createCollection(COLLECTION);
  }

  /** As the capture says to. */
  void keepImages() {
    server
        .client()
        .getDatabase(DATABASE)
        .runCommand(
            new BsonDocument("collMod", new BsonString(COLLECTION))
                .append("changeStreamPreAndPostImages", BsonDocument.parse("{enabled: true}")));
  }

  MongoCollection<BsonDocument> chats() {
    return server.client().getDatabase(DATABASE).getCollection(COLLECTION, BsonDocument.class);
  }

  /** What applications have in the documents, in the order of their ids. */
  List<String> documents() {
    List<String> all = new ArrayList<>();
    chats()
        .find()
        .sort(BsonDocument.parse("{_id: 1}"))
        .forEach(document -> all.add(MarkedForm.withoutMarker(document).toJson(EXACT)));
    return all;
  }

  /** How many documents' versions the sink still keeps. */
  long inFlight() {
    return server
        .client()
        .getDatabase("anabranch")
        .getCollection("merged")
        .countDocuments(BsonDocument.parse("{forgotten: false}"));
  }

  ConnectorConfig capture(String origins) {
    Map<String, String> settings = common(origins);
    settings.put("connector.class", "org.anabranch.capture.mongodb.MongoDbCaptureConnector");
    settings.put("tasks.max", "1");
    settings.put("mongodb.connection.string", server.uri());
    settings.put("collection.include.list", DATABASE + "\\..*");
    settings.put("snapshot.mode", "no_data");
    settings.put("topic.creation.default.partitions", String.valueOf(LANES));
    settings.put("topic.creation.default.replication.factor", "1");
    settings.put("topic.creation.default.cleanup.policy", "delete");
    settings.put("heartbeat.interval.ms", "500");
    settings.put("poll.interval.ms", "20");
    return new ConnectorConfig(origin + "-capture", settings);
  }

  ConnectorConfig sink(String origins) {
    Map<String, String> settings = common(origins);
    settings.put("connector.class", "org.anabranch.store.mongodb.MongoDbMergeSinkConnector");
    settings.put("tasks.max", "2");
    settings.put("topics.regex", "(" + origins.replace(',', '|') + ")\\." + DATABASE + "\\..*");
    settings.put("merge.strategy", "last-writer-wins");
    settings.put("merge.transactions", "auto");
    settings.put("connection.url", server.uri());
    // Topics that are new are found soon.
    settings.put("consumer.override.metadata.max.age.ms", "500");
    return new ConnectorConfig(origin + "-sink", settings);
  }

  private Map<String, String> common(String origins) {
    Map<String, String> settings = new HashMap<>();
    settings.put("context.origin", origin);
    settings.put("context.origins", origins);
    settings.put("context.lanes", String.valueOf(LANES));
    settings.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("header.converter", "org.apache.kafka.connect.storage.StringConverter");
    return settings;
  }
}
