package org.anabranch.testkit.servers;

import com.mongodb.client.MongoClient;

/**
 * A replica set of one member on loopback, ready for change streams. It keeps its port and its data
 * when it is stopped and started again.
 */
public interface MongoServer extends AutoCloseable {

  /** Starts a replica set and returns when it accepts connections. */
  static MongoServer start() {
    return new EmulatedMongoServer(true);
  }

  /** Starts a replica set that refuses multi-document transactions. */
  static MongoServer startWithoutTransactions() {
    return new EmulatedMongoServer(false);
  }

  /** The connection string, without credentials. */
  String uri();

  /** A client of this server, shared by all who ask and closed with the server. */
  MongoClient client();

  /** Cuts all connections; open transactions are rolled back; the data stays. */
  void stop();

  /** Starts a stopped server again on its data and port. */
  void startAgain();

  default void restart() {
    stop();
    startAgain();
  }

  /** What answers, for the output of tests. */
  String kind();

  /** Stops the server and drops its data. Closing twice is fine. */
  @Override
  void close();
}
