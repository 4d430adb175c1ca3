package org.anabranch.testkit.servers;

import java.time.Duration;

/** A distributed Kafka Connect worker with its REST interface on a free port of loopback. */
public sealed interface ConnectWorker extends AutoCloseable
    permits InProcessConnectWorker, ForkedConnectWorker {

  /**
   * Starts a worker inside this JVM. Plugins are loaded in isolation, but a class that their
   * directory lacks may be found in the class path of the test; {@link ForkedConnectWorker} does
   * not have this leniency.
   */
  static ConnectWorker start(WorkerSettings settings) {
    return new InProcessConnectWorker(settings);
  }

  ConnectRest rest();

  /** Stops the worker; connectors stay deployed in the cluster. Closing twice is fine. */
  @Override
  void close();

  /** Returns once the worker has joined its group and answers. */
  static void awaitAnswers(ConnectRest rest, Duration deadline) {
    Await.until("Connect answers at " + rest.url(), deadline, () -> rest.connectors() != null);
  }
}
