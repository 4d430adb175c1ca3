package org.anabranch.benchmarks.flow;

import org.anabranch.testkit.servers.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/** Replication that runs until it is closed. */
interface RunningReplication extends AutoCloseable {

  /** Returns once so many messages are there; fails where they cannot come any more. */
  void awaitMessages(PostgresDatabase database, long count) throws Exception;

  /** The topic that changes travel through; null where there is none. */
  @Nullable String topic();

  @Override
  void close();
}
