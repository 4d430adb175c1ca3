package org.anabranch.testkit.servers;

import com.mongodb.client.MongoClient;

/**
 * A MongoDB replica set of its own, ready for change streams and transactions. It keeps its address
 * and its data when it is stopped and started again.
 *
 * <p>What it is: the deployment that the environment variable {@code MONGODB_URI} names, for the
 * first server that is open at a time, and {@code MONGODB_URI_2}, {@code MONGODB_URI_3} for the
 * next; else a container where {@link ServerKind#chosen()} says so; else the emulator {@link
 * org.anabranch.testkit.mongo.ReplicaSetBackend} in this JVM. The first of each kind is logged.
 */
public interface MongoServer extends AutoCloseable {

  /** Starts a replica set, or takes the next that the environment names, and returns its handle. */
  static MongoServer start() {
    return MongoServerChoice.start();
  }

  /**
   * Starts one that has change streams but refuses multi-document transactions, as some services do
   * that speak MongoDB's protocol. It is always the emulator.
   */
  static MongoServer startWithoutTransactions() {
    return new EmulatedMongoServer(false);
  }

  /** The connection string. */
  String uri();

  /** A client of this server, shared by all who ask and closed with the server. */
  MongoClient client();

  /** What it is, for the output of tests. */
  String kind();

  /** Whether {@link #stop()} works: not for a deployment that the environment names. */
  boolean canStop();

  /** Cuts all connections; open transactions are rolled back; the data stays. */
  void stop();

  /** Starts a stopped server again on its data and address; returns when it takes writes. */
  void startAgain();

  default void restart() {
    stop();
    startAgain();
  }

  /** Whether {@link #cutOplog()} works. */
  boolean canCutOplog();

  /**
   * Makes the oplog forget what was written so far, as happens to a capture that was away for too
   * long: who resumes from before gets error 286, ChangeStreamHistoryLost.
   */
  void cutOplog();

  /** Stops the server and drops its data. Closing twice is fine. */
  @Override
  void close();
}
