package org.anabranch.testkit.mongo;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.UpdateDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.MongoServer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.TestInstance;

/**
 * A server for all tests of a class and an empty collection for each. Which server that is says
 * {@link MongoServer}; the facts are the manual's, whose pages the tests name.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MongoContract {
  private static final AtomicInteger COLLECTIONS = new AtomicInteger();

  static final TransactionOptions SNAPSHOT =
      TransactionOptions.builder()
          .readConcern(ReadConcern.SNAPSHOT)
          .writeConcern(WriteConcern.MAJORITY)
          .build();

  private MongoServer server;
  private MongoCollection<Document> collection;

  @BeforeAll
  void start() {
    server = MongoServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void createCollection() {
    String name = "c" + COLLECTIONS.incrementAndGet();
    database().createCollection(name);
    collection = database().getCollection(name);
  }

  final MongoServer server() {
    return server;
  }

  final MongoClient client() {
    return server.client();
  }

  final MongoDatabase database() {
    return client().getDatabase("contract");
  }

  /** This test's own, empty at first. */
  final MongoCollection<Document> collection() {
    return collection;
  }

  final String name() {
    return collection.getNamespace().getCollectionName();
  }

  /** A second collection, which records pre- and post-images. */
  final MongoCollection<Document> collectionWithImages() {
    String name = name() + "images";
    database()
        .createCollection(
            name,
            new CreateCollectionOptions()
                .changeStreamPreAndPostImagesOptions(
                    new ChangeStreamPreAndPostImagesOptions(true)));
    return database().getCollection(name);
  }

  final @Nullable Document document(Object id) {
    return collection.find(new Document("_id", id)).first();
  }

  static <T> MongoChangeStreamCursor<ChangeStreamDocument<T>> open(ChangeStreamIterable<T> stream) {
    return stream.maxAwaitTime(100, TimeUnit.MILLISECONDS).cursor();
  }

  /** The next events, once there are so many. */
  static <T> List<ChangeStreamDocument<T>> next(
      MongoChangeStreamCursor<ChangeStreamDocument<T>> stream, int count) {
    List<ChangeStreamDocument<T>> seen = new ArrayList<>();
    return Await.until(
        count + " events",
        Await.DEADLINE,
        () -> {
          ChangeStreamDocument<T> event = tryNext(stream);
          if (event != null) {
            seen.add(event);
          }
          return seen;
        },
        events -> events.size() == count);
  }

  /** What the driver lets through ends the stream; it does not get better by waiting. */
  private static <T> @Nullable ChangeStreamDocument<T> tryNext(
      MongoChangeStreamCursor<ChangeStreamDocument<T>> stream) {
    try {
      return stream.tryNext();
    } catch (MongoException e) {
      throw new AssertionError("The change stream has ended", e);
    }
  }

  /** The document that each event shows. */
  static List<@Nullable Document> documents(List<ChangeStreamDocument<Document>> events) {
    List<@Nullable Document> documents = new ArrayList<>();
    events.forEach(event -> documents.add(event.getFullDocument()));
    return documents;
  }

  /** What an update changed, as its event describes it. */
  static UpdateDescription update(ChangeStreamDocument<Document> event) {
    return Objects.requireNonNull(event.getUpdateDescription());
  }

  /** The error that the server answers. */
  static MongoException refusal(Runnable action) {
    MongoException refusal = catchThrowableOfType(MongoException.class, action::run);
    if (refusal == null) {
      throw new AssertionError("The server took it");
    }
    return refusal;
  }

  /** An update by a pipeline of one stage {@code $set}. */
  static List<Document> set(String field, Object expression) {
    return List.of(new Document("$set", new Document(field, expression)));
  }

  /** A session whose transaction has begun. */
  final ClientSession begin() {
    ClientSession session = client().startSession();
    session.startTransaction(SNAPSHOT);
    return session;
  }

  /** A document with a value. */
  static Document doc(int id, String value) {
    return new Document("_id", id).append("v", value);
  }
}
