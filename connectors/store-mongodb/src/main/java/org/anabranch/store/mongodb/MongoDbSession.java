package org.anabranch.store.mongodb;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.options.MongoDbStoreOptions;
import org.anabranch.store.mongodb.options.TransactionUse;
import org.jspecify.annotations.Nullable;

/** One client, opened when it is needed. */
final class MongoDbSession implements AutoCloseable {

  private static final TransactionOptions TRANSACTION =
      TransactionOptions.builder()
          .readConcern(ReadConcern.SNAPSHOT)
          .writeConcern(WriteConcern.MAJORITY)
          .readPreference(ReadPreference.primary())
          .build();

  private final MongoDbStoreOptions options;
  private @Nullable MongoClient open;

  MongoDbSession(MongoDbStoreOptions options) {
    this.options = options;
  }

  MongoClient client() {
    MongoClient client = open;
    if (client == null) {
      client = options.connection().connect();
      open = client;
    }
    return client;
  }

  /**
   * A session with an open transaction: it sees what was committed when it began, and what it
   * writes is there once a majority has it.
   *
   * @throws StoreException where the server cannot be reached
   */
  ClientSession begin() {
    try {
      ClientSession session =
          client()
              .startSession(
                  ClientSessionOptions.builder().defaultTransactionOptions(TRANSACTION).build());
      session.startTransaction();
      return session;
    } catch (MongoException e) {
      throw MongoFailures.of(e, "beginning a transaction", false);
    }
  }

  /** A session without a transaction. */
  ClientSession plain() {
    try {
      return client().startSession();
    } catch (MongoException e) {
      throw MongoFailures.of(e, "beginning a session", false);
    }
  }

  TransactionUse transactions() {
    return options.transactions();
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
