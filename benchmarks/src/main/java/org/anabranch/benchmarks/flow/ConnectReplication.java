package org.anabranch.benchmarks.flow;

import org.anabranch.testkit.servers.PostgresDatabase;

/** Connectors of a worker of their own. */
record ConnectReplication(Worker worker) implements RunningReplication {

  @Override
  public void awaitMessages(PostgresDatabase database, long count) throws Exception {
    worker.awaitMessages(database, count);
  }

  @Override
  public String topic() {
    return Replication.topic(worker);
  }

  @Override
  public void close() {
    worker.close();
  }
}
