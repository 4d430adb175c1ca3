package org.anabranch.tools;

import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;

/** Two servers for all tests of the module; they end with the JVM. Each test has databases. */
final class TwoServers {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TwoServers() {}

  private static final class Running {
    static final PostgresServer LEFT = PostgresServer.start();
    static final PostgresServer RIGHT = PostgresServer.start();
  }

  static PostgresDatabase left() {
    return Running.LEFT.database("left_" + DATABASES.incrementAndGet());
  }

  static PostgresDatabase right() {
    return Running.RIGHT.database("right_" + DATABASES.incrementAndGet());
  }
}
