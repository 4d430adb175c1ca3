package org.anabranch.store.mongodb.check;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Whether the sinks of a deployment use transactions, once and for all: what one kind keeps of what
 * is in flight says nothing to the other.
 */
public final class MergeSetting {

  private static final String USED = "used";

  private MergeSetting() {}

  /**
   * Settles it where nobody has, and checks it else.
   *
   * @throws StoreException.Misconfigured where sinks have merged otherwise before
   */
  public static void settle(MongoClient client, boolean used) {
    BsonDocument id = new BsonDocument("_id", new BsonString("transactions"));
    MongoCollection<BsonDocument> settings = own(client, SinkCollections.SETTING);
    boolean before = used || own(client, SinkCollections.WATERMARK).find().first() != null;
    // Sinks that knew no other way than transactions have settled nothing.
    BsonDocument first = new BsonDocument(USED, BsonBoolean.valueOf(before));
    settings.updateOne(
        id, new BsonDocument("$setOnInsert", first), new UpdateOptions().upsert(true));
    BsonDocument settled = settings.find(id).first();
    if (settled != null && settled.getBoolean(USED).getValue() != used) {
      throw new StoreException.Misconfigured(
          "The sinks of this deployment have merged "
              + (used ? "without" : "in")
              + " transactions so far (anabranch.setting), and what they keep in flight means"
              + " nothing otherwise. Set merge.transactions="
              + (used ? "never" : "required")
              + " in every sink of the region",
          null);
    }
  }

  private static MongoCollection<BsonDocument> own(MongoClient client, String name) {
    return client.getDatabase(SinkCollections.DATABASE).getCollection(name, BsonDocument.class);
  }
}
