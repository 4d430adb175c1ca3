package org.anabranch.kinds;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.anabranch.convergence.RandomWriter;
import org.anabranch.mongodb.DocumentWriter;
import org.anabranch.regions.DocumentStore;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** The same on the other side: an application that writes few documents at random. */
final class CollectionWriter extends RandomWriter {

  private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

  /** Of other writers: a duplicate key, a write conflict, a transaction that it ended. */
  private static final List<Integer> CONFLICTS = List.of(11000, 112, 251);

  private final DocumentStore store;
  private int written;

  /**
   * A writer.
   *
   * @param goOn asked before each transaction
   * @param committed told of each that was committed
   */
  CollectionWriter(DocumentStore store, long seed, BooleanSupplier goOn, Runnable committed) {
    super(seed, goOn, committed);
    this.store = store;
  }

  /** What other writers, or an outage, are in the way of is left. */
  @Override
  protected boolean write() {
    try (ClientSession session = store.server().client().startSession()) {
      if (random.nextInt(3) > 0) {
        write(session, ++written);
        return true;
      }
      session.startTransaction();
      write(session, ++written);
      write(session, ++written);
      if (random.nextInt(5) == 0) {
        session.abortTransaction();
        return false;
      }
      session.commitTransaction();
      return true;
    } catch (MongoException e) {
      if (!CONFLICTS.contains(e.getCode()) && !DocumentWriter.isOutage(e)) {
        throw e;
      }
      return false;
    }
  }

  private void write(ClientSession session, int n) {
    BsonBinary key = new BsonBinary(TableWriter.key(random.nextInt(TableWriter.KEYS)));
    long number = random.nextInt(TableWriter.KEYS);
    switch (random.nextInt(8)) {
      case 0, 1 ->
          store.collection("sessions").replaceOne(session, eq("_id", key), session(key, n), UPSERT);
      case 2 ->
          store.collection("messages").replaceOne(session, eq("_id", key), message(key, n), UPSERT);
      case 3 -> store.collection("messages").deleteOne(session, eq("_id", key));
      case 4 -> store.collection("profiles").deleteOne(session, eq("_id", number));
      case 5 ->
          store
              .collection("profiles")
              .updateOne(
                  session,
                  eq("_id", number),
                  Updates.combine(
                      Updates.set("stats.ratio", n / 7.0), Updates.set("seen", new ObjectId())),
                  new UpdateOptions().upsert(true));
      case 6 -> note(session, NoteTable.key((int) number), n);
      default ->
          store
              .collection("profiles")
              .replaceOne(session, eq("_id", number), profile(number, n), UPSERT);
    }
  }

  private void note(ClientSession session, ObjectId id, int n) {
    if (random.nextInt(4) == 0) {
      store.collection(NoteTable.COLLECTION).deleteOne(session, eq("_id", id));
    } else {
      Document by = new Document("id", NoteTable.key(n % TableWriter.KEYS));
      Document note = new Document("_id", id).append("body", "documents " + n);
      store
          .collection(NoteTable.COLLECTION)
          .replaceOne(
              session, eq("_id", id), random.nextBoolean() ? note.append("by", by) : note, UPSERT);
    }
  }

  private Document session(BsonBinary key, int n) {
    Document session =
        new Document("_id", key)
            .append("model", "large")
            .append("user", "user-" + n)
            .append("startedAt", Instant.now());
    return random.nextBoolean() ? session.append("title", "documents " + n) : session;
  }

  private Document message(BsonBinary key, int n) {
    Document message =
        new Document("_id", key)
            .append("session", new BsonBinary(TableWriter.key(random.nextInt(TableWriter.KEYS))))
            .append("role", "assistant")
            .append("content", "documents " + n)
            .append("createdAt", Instant.now());
    return random.nextBoolean() ? message.append("usage", new Document("tokens", n)) : message;
  }

  private Document profile(long id, int n) {
    Document profile = new Document("_id", id).append("name", "documents " + n);
    if (random.nextBoolean()) {
      profile.append("stats", new Document("score", new Decimal128(n)).append("seen", 2L));
    }
    if (random.nextBoolean()) {
      profile.append("born", Instant.EPOCH.plus(Duration.ofDays(n))).append("active", null);
    }
    if (random.nextBoolean()) {
      profile.append("tags", Arrays.asList("x", null, "{\"}"));
    }
    if (random.nextBoolean()) {
      profile.append(
          "settings", random.nextBoolean() ? null : new Document("z", 1).append("a", 2L));
    }
    return profile.append("more", List.of(1, 2.5, "x"));
  }
}
