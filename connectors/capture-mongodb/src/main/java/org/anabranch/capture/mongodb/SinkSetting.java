package org.anabranch.capture.mongodb;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoDatabase;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Whether the sinks beside the capture merge without transactions. The first of them writes that
 * down before it writes anything else, for ever; so while it is not there, nothing that the log has
 * told so far is a sink's. Not thread-safe.
 */
final class SinkSetting {

  private static final BsonDocument TRANSACTIONS =
      new BsonDocument("_id", new BsonString("transactions"));
  private static final String USED = "used";

  private final MongoAccess access;
  private Optional<Boolean> used = Optional.empty();

  SinkSetting(MongoAccess access) {
    this.access = access;
  }

  /** Asks the server until it has an answer that lasts. */
  boolean withoutTransactions() {
    if (used.isEmpty()) {
      used = access.ask(client -> read(client.getDatabase(SinkState.DATABASE)));
    }
    return !used.orElse(true);
  }

  private static Optional<Boolean> read(MongoDatabase database) {
    BsonDocument settled =
        database
            .getCollection(SinkState.SETTING, BsonDocument.class)
            .withReadConcern(ReadConcern.MAJORITY)
            .find(TRANSACTIONS)
            .first();
    return Optional.ofNullable(settled).map(found -> found.getBoolean(USED).getValue());
  }
}
