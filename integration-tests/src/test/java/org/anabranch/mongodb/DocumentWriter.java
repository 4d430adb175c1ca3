package org.anabranch.mongodb;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.anabranch.convergence.RandomWriter;
import org.bson.Document;
import org.bson.types.Decimal128;

/**
 * An application of one region that writes few documents at random, so that the other region's
 * writers want the same: inserts, replacements, updates of single paths, deletes, transactions, and
 * some that are aborted. The same seed tries the same writes.
 */
public final class DocumentWriter extends RandomWriter {
  static final List<String> FIELDS =
      List.of("_id", "value", "number", "amount", "nothing", "nested");

  private static final int KEYS = 8;
  private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

  /** Of other writers: a duplicate key, a write conflict, a transaction that it ended. */
  private static final Set<Integer> CONFLICTS = Set.of(11000, 112, 251);

  private final DocumentRegion region;
  private int written;

  /**
   * A writer.
   *
   * @param goOn asked before each transaction
   * @param committed told of each that was committed
   */
  DocumentWriter(DocumentRegion region, long seed, BooleanSupplier goOn, Runnable committed) {
    super(seed, goOn, committed);
    this.region = region;
  }

  /** What other writers, or an outage, are in the way of is left. */
  @Override
  protected boolean write() {
    try (ClientSession session = region.client().startSession()) {
      if (random.nextInt(3) == 0) {
        return transaction(session);
      }
      writeOne(session);
      return true;
    } catch (MongoException e) {
      if (!CONFLICTS.contains(e.getCode()) && !isOutage(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Whether the server was away, or went away meanwhile. */
  public static boolean isOutage(MongoException e) {
    return e instanceof MongoSocketException
        || e instanceof MongoTimeoutException
        || e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)
        || e.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL);
  }

  private boolean transaction(ClientSession session) {
    session.startTransaction();
    for (int n = random.nextInt(4); n >= 0; n--) {
      writeOne(session);
    }
    if (random.nextInt(6) == 0) {
      session.abortTransaction();
      return false;
    }
    session.commitTransaction();
    return true;
  }

  private void writeOne(ClientSession session) {
    MongoCollection<Document> collection =
        region.collection(
            DocumentRegion.COLLECTIONS.get(random.nextInt(DocumentRegion.COLLECTIONS.size())));
    Object id = random.nextBoolean() ? "key-" + random.nextInt(KEYS) : random.nextInt(KEYS);
    String value = region.origin() + " " + ++written;
    switch (random.nextInt(5)) {
      case 0 -> collection.replaceOne(session, eq("_id", id), document(id, value), UPSERT);
      case 1 -> collection.deleteOne(session, eq("_id", id));
      case 2 -> collection.insertOne(session, document(id, value));
      case 3 ->
          collection.updateOne(
              session,
              eq("_id", id),
              Updates.set("nested.text", value),
              new UpdateOptions().upsert(true));
      default ->
          collection.updateMany(
              session,
              new Document("number", new Document("$gt", 0L)),
              Updates.set("value", value));
    }
  }

  private Document document(Object id, String value) {
    return new Document("_id", id)
        .append("value", value)
        .append("number", random.nextLong())
        .append("amount", new Decimal128(random.nextInt(1000)))
        .append("nothing", null)
        .append("nested", new Document("text", value).append("list", List.of(1, 2L, value)));
  }
}
