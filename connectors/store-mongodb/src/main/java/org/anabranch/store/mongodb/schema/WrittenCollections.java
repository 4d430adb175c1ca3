package org.anabranch.store.mongodb.schema;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.anabranch.model.change.TableName;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.bson.BsonDocument;

/**
 * The applications' collections that the sink writes. One that is missing would be made by the
 * first insert, without images, and the capture beside the sink cannot do without them; so it is
 * created with them before that. Those that are there stay as they are. Not thread-safe.
 */
public final class WrittenCollections {

  private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

  private final MongoClient client;
  private final DocumentMapping mapping;
  private final LongSupplier nanoTime;
  private final Map<TableName, Long> there = new HashMap<>();
  private final Set<TableName> wanted = new TreeSet<>();

  public WrittenCollections(MongoClient client, DocumentMapping mapping, LongSupplier nanoTime) {
    this.client = client;
    this.mapping = mapping;
    this.nanoTime = nanoTime;
  }

  /**
   * Creates a table's collection where it is missing; not within a transaction.
   *
   * @throws StoreException where it cannot be created
   */
  public void ensure(TableName table) {
    if (!isThere(table)) {
      create(table);
    }
  }

  /**
   * Within a transaction, which would wait for itself if the collection were created now.
   *
   * @throws StoreException.Contended where it is missing: {@link #createWanted()} creates it before
   *     the transaction begins again
   */
  public void want(TableName table) {
    if (!isThere(table)) {
      wanted.add(table);
      throw new StoreException.Contended(
          "The collection " + mapping.collectionOf(table) + " is missing, and is created first",
          null);
    }
  }

  /** Creates what a transaction has wanted. */
  public void createWanted() {
    wanted.forEach(this::create);
    wanted.clear();
  }

  private boolean isThere(TableName table) {
    Long asked = there.get(table);
    if (asked != null && nanoTime.getAsLong() - asked <= FRESH_NANOS) {
      return true;
    }
    TableName name = mapping.collectionOf(table);
    try {
      boolean found =
          client
                  .getDatabase(name.schema())
                  .listCollections(BsonDocument.class)
                  .filter(Filters.eq("name", name.table()))
                  .first()
              != null;
      if (found) {
        there.put(table, nanoTime.getAsLong());
      }
      return found;
    } catch (MongoException e) {
      throw MongoFailures.of(e, "looking whether there is a collection " + name, false);
    }
  }

  private void create(TableName table) {
    TableName name = mapping.collectionOf(table);
    try {
      MongoDatabase database = client.getDatabase(name.schema());
      SinkCollections.create(
          database,
          name.table(),
          new CreateCollectionOptions()
              .changeStreamPreAndPostImagesOptions(new ChangeStreamPreAndPostImagesOptions(true)));
      there.put(table, nanoTime.getAsLong());
    } catch (MongoException e) {
      throw MongoFailures.of(
          e,
          "creating the missing collection "
              + name
              + " with changeStreamPreAndPostImages: {enabled: true}",
          false);
    }
  }
}
