package org.anabranch.documents;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoWriteException;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Updates;
import java.util.Random;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * An application of one region that writes few documents at random: it replaces, updates, deletes
 * and inserts them, and writes back what it has read.
 */
final class MarkingWriter {

  private static final int KEYS = 6;
  private static final int DUPLICATE_KEY = 11000;

  private final MarkingRegion region;
  private final Random random;
  private int written;

  MarkingWriter(MarkingRegion region, long seed) {
    this.region = region;
    this.random = new Random(seed);
  }

  void write(int times) {
    for (int n = 0; n < times; n++) {
      try {
        writeOne();
      } catch (MongoWriteException e) {
        if (e.getError().getCode() != DUPLICATE_KEY) {
          throw e;
        }
      }
    }
  }

  private void writeOne() {
    BsonValue id = new BsonString("key-" + random.nextInt(KEYS));
    BsonString text = new BsonString(region.origin() + " " + ++written);
    switch (random.nextInt(5)) {
      case 0 ->
          region
              .chats()
              .replaceOne(eq("_id", id), document(id, text), new ReplaceOptions().upsert(true));
      case 1 -> region.chats().deleteOne(eq("_id", id));
      case 2 -> region.chats().insertOne(document(id, text));
      case 3 -> region.chats().updateOne(eq("_id", id), Updates.set("text", text));
      default -> {
        BsonDocument read = region.chats().find(eq("_id", id)).first();
        if (read != null) {
          region.chats().replaceOne(eq("_id", id), read.append("text", text));
        }
      }
    }
  }

  private BsonDocument document(BsonValue id, BsonString text) {
    return new BsonDocument("_id", id)
        .append("text", text)
        .append("number", new BsonInt64(random.nextInt(1000)));
  }
}
