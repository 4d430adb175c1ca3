package org.anabranch.store.postgres;

import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;

/** One server for all tests of the module; it ends with the JVM. Each test has a database. */
final class SharedPostgres {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private SharedPostgres() {}

  private static final class Running {
    static final PostgresServer SERVER = PostgresServer.start();
  }

  static PostgresServer server() {
    return Running.SERVER;
  }

  static PostgresDatabase newDatabase() {
    return Running.SERVER.database("test_" + DATABASES.incrementAndGet());
  }
}
