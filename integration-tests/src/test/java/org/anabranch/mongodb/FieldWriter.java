package org.anabranch.mongodb;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.anabranch.convergence.RandomWriter;
import org.bson.Document;

/**
 * An application of one region that sets and removes fields of few documents at random, of which
 * the other region's writers set and remove others and the same; sometimes it deletes one. The same
 * seed tries the same writes.
 */
final class FieldWriter extends RandomWriter {
  private static final List<String> FIELDS = List.of("title", "mood", "tags", "score");
  static final List<String> IDS = List.of("one", "two", "three", "four", "five", "six");

  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

  /** Of other writers: a duplicate key, a write conflict. */
  private static final List<Integer> CONFLICTS = List.of(11000, 112);

  private final DocumentRegion region;
  private int written;

  /**
   * A writer.
   *
   * @param goOn asked before each write
   * @param committed told of each
   */
  FieldWriter(DocumentRegion region, long seed, BooleanSupplier goOn, Runnable committed) {
    super(seed, goOn, committed);
    this.region = region;
  }

  @Override
  protected boolean write() {
    try {
      writeOne();
      return true;
    } catch (MongoException e) {
      if (!CONFLICTS.contains(e.getCode())) {
        throw e;
      }
      return false;
    }
  }

  private void writeOne() {
    MongoCollection<Document> documents = region.collection("chat");
    String id = IDS.get(random.nextInt(IDS.size()));
    String field = FIELDS.get(random.nextInt(FIELDS.size()));
    switch (random.nextInt(10)) {
      case 0 -> documents.deleteOne(eq("_id", id));
      case 1, 2, 3 -> documents.updateOne(eq("_id", id), Updates.unset(field));
      case 4 -> documents.updateOne(eq("_id", id), Updates.set(field, null), UPSERT);
      default ->
          documents.updateOne(
              eq("_id", id), Updates.set(field, region.origin() + " " + ++written), UPSERT);
    }
  }
}
