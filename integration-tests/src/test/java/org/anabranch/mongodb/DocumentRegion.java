package org.anabranch.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.IndexOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.MongoServer;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * One region: its origin and its deployment, in which the database {@code assistant} is shared.
 *
 * @param strategy by which its sink merges
 */
record DocumentRegion(String origin, MongoServer server, String strategy) {
  static final String WHOLE = "last-writer-wins";
  static final String BY_FIELD = "per-column";
  static final String DATABASE = "assistant";
  static final List<String> COLLECTIONS = List.of("chat", "preference");
  private static final int LANES = 3;

  /** How many lanes all shared collections have. */
  static final long STREAMS = (long) COLLECTIONS.size() * LANES;

  /** A database of others, which no region shares. */
  static final String ELSEWHERE = "elsewhere";

  /** Creates the shared collections, which record the images that the capture asks for. */
  void createCollections() {
    CreateCollectionOptions images =
        new CreateCollectionOptions()
            .changeStreamPreAndPostImagesOptions(new ChangeStreamPreAndPostImagesOptions(true));
    COLLECTIONS.forEach(name -> client().getDatabase(DATABASE).createCollection(name, images));
    collection("preference")
        .createIndex(new Document("number", 1), new IndexOptions().unique(true).sparse(true));
  }

  MongoClient client() {
    return server.client();
  }

  MongoCollection<Document> collection(String name) {
    return client().getDatabase(DATABASE).getCollection(name);
  }

  /** Of a collection that the sink keeps. */
  MongoCollection<Document> kept(String name) {
    return client().getDatabase("anabranch").getCollection(name);
  }

  /**
   * All shared documents in the order of their ids, with all that tells types and fields apart; the
   * order of fields as well, unless they are merged one by one.
   */
  List<String> documents() {
    JsonWriterSettings exact = JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();
    List<String> all = new ArrayList<>();
    for (String name : COLLECTIONS) {
      collection(name)
          .find()
          .sort(new Document("_id", 1))
          .forEach(document -> all.add(name + " " + told(document).toJson(exact)));
    }
    return all;
  }

  private Document told(Document document) {
    return strategy.equals(BY_FIELD) ? new Document(new TreeMap<>(document)) : document;
  }

  /** The names of all fields that shared documents have. */
  Set<String> fields() {
    Set<String> fields = new HashSet<>();
    for (String name : COLLECTIONS) {
      collection(name).find().forEach(document -> fields.addAll(document.keySet()));
    }
    return fields;
  }

  /** How far the streams of an origin are merged here, by {@code table lane}. */
  Map<String, Long> merged(String origin) {
    Map<String, Long> merged = new HashMap<>();
    for (Document watermark : kept("watermark").find(new Document("origin", origin))) {
      Document stream = watermark.get("_id", Document.class);
      merged.put(
          stream.getString("table") + " " + stream.getInteger("lane"), watermark.getLong("stamp"));
    }
    return merged;
  }

  /** Lets the log go on: somebody writes what no region shares. */
  void goOn() {
    client().getDatabase(ELSEWHERE).getCollection("steps").insertOne(new Document());
  }

  String captureName() {
    return origin + "-capture";
  }

  String sinkName() {
    return origin + "-sink";
  }

  ConnectorConfig capture(String origins) {
    Map<String, String> settings = common(origins);
    settings.put("connector.class", "org.anabranch.capture.mongodb.MongoDbCaptureConnector");
    settings.put("tasks.max", "1");
    settings.put("mongodb.connection.string", server.uri());
    settings.put("collection.include.list", DATABASE + "\\..*");
    settings.put("topic.creation.default.partitions", String.valueOf(LANES));
    settings.put("topic.creation.default.replication.factor", "1");
    settings.put("topic.creation.default.cleanup.policy", "delete");
    settings.put("heartbeat.interval.ms", "500");
    settings.put("poll.interval.ms", "20");
    return new ConnectorConfig(captureName(), settings);
  }

  ConnectorConfig sink(String origins) {
    Map<String, String> settings = common(origins);
    settings.put("connector.class", "org.anabranch.store.mongodb.MongoDbMergeSinkConnector");
    settings.put("tasks.max", "2");
    settings.put("topics.regex", "(" + origins.replace(',', '|') + ")\\." + DATABASE + "\\..*");
    settings.put("merge.strategy", strategy);
    settings.put("connection.url", server.uri());
    // Topics that are new are found soon.
    settings.put("consumer.override.metadata.max.age.ms", "500");
    return new ConnectorConfig(sinkName(), settings);
  }

  @Override
  public String toString() {
    return origin;
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
