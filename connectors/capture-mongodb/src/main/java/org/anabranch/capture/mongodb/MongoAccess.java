package org.anabranch.capture.mongodb;

import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.client.MongoClient;
import io.debezium.config.Configuration;
import io.debezium.connector.mongodb.CollectionId;
import io.debezium.connector.mongodb.Filters;
import io.debezium.connector.mongodb.MongoDbConnectorConfig;
import io.debezium.connector.mongodb.connection.MongoDbConnectionContext;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.anabranch.model.change.TableName;
import org.anabranch.records.retry.Backoff;
import org.anabranch.records.retry.Timing;
import org.apache.kafka.connect.errors.ConnectException;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/** A client of the captured database, made as Debezium makes its own. */
final class MongoAccess implements AutoCloseable {

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

  private final MongoDbConnectorConfig config;
  private final MongoDbConnectionContext connection;
  private final Filters filters;
  private final Timing timing;
  private @Nullable TopicNamingStrategy<CollectionId> topics;
  private @Nullable MongoClient client;

  MongoAccess(Map<String, String> debeziumConfig) {
    this(debeziumConfig, Timing.REAL);
  }

  MongoAccess(Map<String, String> debeziumConfig, Timing timing) {
    this.timing = timing;
    Configuration configuration = Configuration.from(debeziumConfig);
    this.config = new MongoDbConnectorConfig(configuration);
    this.connection = new MongoDbConnectionContext(configuration);
    this.filters = new Filters(configuration);
  }

  /** One client for all; it is made when it is first needed. */
  synchronized MongoClient client() {
    MongoClient open = client;
    if (open == null) {
      open = connection.getMongoClient();
      client = open;
    }
    return open;
  }

  /**
   * What the server answers. The driver waits for a server that is away, but tries only once more
   * where the connection is cut, as happens while one goes away or comes back.
   *
   * @param question that may be asked again
   * @throws ConnectException where it does not for {@code mongodb.server.selection.timeout.ms};
   *     never one that may be retried, since Debezium hands out a batch once
   */
  <T> T ask(Function<MongoClient, T> question) {
    long start = timing.nanos();
    long most = Duration.ofMillis(config.getServerSelectionTimeoutMs()).toNanos();
    for (int failures = 0; ; failures++) {
      try {
        return question.apply(client());
      } catch (MongoException e) {
        if (!passes(e) || timing.nanos() - start >= most) {
          throw new ConnectException("The server did not answer: " + e.getMessage(), e);
        }
        timing.pause(PAUSES.pause(failures, timing.chance()));
      }
    }
  }

  private static boolean passes(MongoException e) {
    return e instanceof MongoSocketException
        || e instanceof MongoNotPrimaryException
        || e instanceof MongoNodeIsRecoveringException;
  }

  /** The later of both clocks: commit times are the server's. */
  long nowMillis() {
    BsonDocument hello =
        client()
            .getDatabase("admin")
            .runCommand(new BsonDocument("hello", new BsonInt32(1)), BsonDocument.class);
    return Math.max(hello.getDateTime("localTime").getValue(), System.currentTimeMillis());
  }

  /** Whether the configuration's lists select a collection. */
  boolean captures(TableName collection) {
    return filters.databaseFilter().test(collection.schema())
        && filters
            .collectionFilter()
            .test(new CollectionId(collection.schema(), collection.table()));
  }

  /**
   * Where Debezium sends a collection's changes. By default it names MongoDB's topics by another
   * strategy than those of other databases, which would name the same topic for all collections.
   */
  @SuppressWarnings("unchecked") // Debezium's options leave out what its strategies name
  String topic(TableName collection) {
    TopicNamingStrategy<CollectionId> naming = topics;
    if (naming == null) {
      naming = config.getTopicNamingStrategy(MongoDbConnectorConfig.TOPIC_NAMING_STRATEGY);
      topics = naming;
    }
    return naming.dataChangeTopic(new CollectionId(collection.schema(), collection.table()));
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
