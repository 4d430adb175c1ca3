package org.anabranch.store.mongodb.schema;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;

/** What the sink keeps beside the application's collections, in a database of its own. */
public final class SinkCollections {

  /** The database. */
  public static final String DATABASE = "anabranch";

  /** How far each origin's changes of a table and lane are merged; the capture's echo marker. */
  public static final String WATERMARK = "watermark";

  /** The merge state of keys whose changes are in flight. */
  public static final String VERSION = "version";

  /** The same where there are no transactions. */
  public static final String MERGED = "merged";

  /** Whether the sinks of this deployment use transactions. */
  public static final String SETTING = "setting";

  /** What has been forgotten of each lane. */
  public static final String FLOOR = "floor";

  /** Versions that had not seen each other, and changes that could not be applied. */
  public static final String CONFLICT = "conflict";

  /** Documents that a unique index keeps out of their collections. */
  public static final String PARKED = "parked";

  /** Fields that arrive removed, masked or encrypted. */
  public static final String ALTERED = "altered";

  private static final List<String> ALL =
      List.of(WATERMARK, VERSION, FLOOR, CONFLICT, PARKED, ALTERED, SETTING);

  /** Any time will do: whoever is under way starts over where what it has read is gone. */
  private static final long FORGOTTEN_SECONDS = 3_600;

  private static final int NAMESPACE_EXISTS = 48;

  private SinkCollections() {}

  /** Creates what is missing. Doing so twice, or two tasks at once, is fine. */
  public static void ensure(MongoClient client) {
    MongoDatabase database = client.getDatabase(DATABASE);
    Set<String> there = database.listCollectionNames().into(new HashSet<>());
    for (String name : ALL) {
      if (!there.contains(name)) {
        create(database, name, new CreateCollectionOptions());
      }
    }
    index(database, VERSION, "of_lane", "table_schema", "table_name", "lane", "key_hash");
    hidden(database);
    index(database, CONFLICT, "of_key", "table_schema", "table_name", "key_hash", "resolved_at");
    index(database, CONFLICT, "of_lane", "table_schema", "table_name", "lane", "resolved_at");
  }

  /** Creates what is missing where there are no transactions. */
  public static void ensureSingle(MongoClient client) {
    ensure(client);
    MongoDatabase database = client.getDatabase(DATABASE);
    if (!database.listCollectionNames().into(new HashSet<>()).contains(MERGED)) {
      create(database, MERGED, new CreateCollectionOptions());
    }
    index(database, MERGED, "of_lane", "table_schema", "table_name", "lane", "key_hash");
    database
        .getCollection(MERGED)
        .createIndex(
            Indexes.ascending("forgotten_at"),
            new IndexOptions().name("forgotten").expireAfter(FORGOTTEN_SECONDS, TimeUnit.SECONDS));
  }

  /** One that somebody else has created meanwhile stays as it is. */
  static void create(MongoDatabase database, String name, CreateCollectionOptions options) {
    try {
      database.createCollection(name, options);
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != NAMESPACE_EXISTS) {
        throw e;
      }
    }
  }

  /**
   * For the capture beside the sink, which asks with every batch which keys have a winner that is
   * hidden here. Few have, mostly none, so the index is small and few writes touch it.
   */
  private static void hidden(MongoDatabase database) {
    database
        .getCollection(VERSION, BsonDocument.class)
        .createIndex(
            Indexes.ascending("hidden", "key_hash"),
            new IndexOptions().name("hidden").partialFilterExpression(Filters.eq("hidden", true)));
  }

  private static void index(
      MongoDatabase database, String collection, String name, String... fields) {
    MongoCollection<BsonDocument> of = database.getCollection(collection, BsonDocument.class);
    of.createIndex(Indexes.ascending(fields), new IndexOptions().name(name));
  }
}
