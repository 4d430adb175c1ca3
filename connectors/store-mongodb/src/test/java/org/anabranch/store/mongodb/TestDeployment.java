package org.anabranch.store.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.anabranch.store.mongodb.options.ConnectionOptions;
import org.anabranch.store.mongodb.options.MongoDbStoreOptions;
import org.anabranch.testkit.servers.MongoServer;
import org.bson.BsonDocument;

/** A replica set for one test, as {@link MongoServer} starts one. */
final class TestDeployment implements AutoCloseable {

  private final MongoServer server;

  TestDeployment() {
    this(MongoServer.start());
  }

  TestDeployment(MongoServer server) {
    this.server = server;
  }

  /** A store as a task opens it. */
  MongoDbContextStore open() {
    return new MongoDbContextStore(options());
  }

  /** The same with more options. */
  MongoDbContextStore open(Map<String, String> more) {
    Map<String, String> options = new HashMap<>(more);
    options.put(ConnectionOptions.URL, server.uri());
    return new MongoDbContextStore(MongoDbStoreOptions.of(options));
  }

  MongoDbStoreOptions options() {
    return MongoDbStoreOptions.of(Map.of(ConnectionOptions.URL, server.uri()));
  }

  MongoServer server() {
    return server;
  }

  /** A collection as an application sees it. */
  MongoCollection<BsonDocument> collection(TableName table) {
    return server
        .client()
        .getDatabase(table.schema())
        .getCollection(table.table(), BsonDocument.class);
  }

  /** The options of a collection, as the server tells them. */
  BsonDocument collectionOptions(TableName table) {
    return Objects.requireNonNull(
            server
                .client()
                .getDatabase(table.schema())
                .listCollections(BsonDocument.class)
                .filter(Filters.eq("name", table.table()))
                .first())
        .getDocument("options");
  }

  /** One of the sink's own. */
  MongoCollection<BsonDocument> own(String name) {
    return collection(new TableName("anabranch", name));
  }

  @Override
  public void close() {
    server.close();
  }
}
