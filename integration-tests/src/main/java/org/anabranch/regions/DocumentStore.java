package org.anabranch.regions;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.MongoServer;
import org.bson.Document;

/**
 * A region whose context store is MongoDB, and the prefix of the environment variable by which the
 * files in connect-configs/ name it.
 *
 * @param collections of the database {@value #DATABASE}, which are shared
 */
public record DocumentStore(
    String origin, String variablePrefix, MongoServer server, List<String> collections) {

  static final String DATABASE = "assistant";

  public DocumentStore {
    collections = List.copyOf(collections);
  }

  Map<String, String> variables() {
    return Map.of(variablePrefix + "_MONGODB_URI", server.uri());
  }

  /** Creates the shared collections, which keep the images that the capture needs. */
  public void createCollections() {
    CreateCollectionOptions images =
        new CreateCollectionOptions()
            .changeStreamPreAndPostImagesOptions(new ChangeStreamPreAndPostImagesOptions(true));
    collections.forEach(
        name -> server.client().getDatabase(DATABASE).createCollection(name, images));
  }

  public MongoCollection<Document> collection(String name) {
    return server.client().getDatabase(DATABASE).getCollection(name);
  }

  /** Of a collection that the sink keeps. */
  public MongoCollection<Document> kept(String name) {
    return server.client().getDatabase("anabranch").getCollection(name);
  }

  public String captureName() {
    return origin + "-capture";
  }

  public String sinkName() {
    return origin + "-sink";
  }

  @Override
  public String toString() {
    return origin;
  }
}
