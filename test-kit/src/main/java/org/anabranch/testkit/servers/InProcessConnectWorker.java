package org.anabranch.testkit.servers;

import java.time.Duration;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;

/** A worker inside this JVM. */
final class InProcessConnectWorker implements ConnectWorker {
  private static final Duration START_DEADLINE = Duration.ofSeconds(90);

  private final Connect<?> connect;
  private final ConnectRest rest;

  InProcessConnectWorker(WorkerSettings settings) {
    Thread caller = Thread.currentThread();
    ClassLoader callersLoader = caller.getContextClassLoader();
    try {
      connect = new ConnectDistributed().startConnect(settings.properties());
    } finally {
      // Connect leaves its plugin class loader on the thread that starts it.
      caller.setContextClassLoader(callersLoader);
    }
    rest = new ConnectRest(connect.rest().advertisedUrl());
    try {
      ConnectWorker.awaitAnswers(rest, START_DEADLINE);
    } catch (AssertionError | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public ConnectRest rest() {
    return rest;
  }

  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
  }
}
