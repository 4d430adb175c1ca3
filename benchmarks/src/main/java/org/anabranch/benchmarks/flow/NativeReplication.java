package org.anabranch.benchmarks.flow;

import java.sql.SQLException;
import java.time.Duration;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/** A subscription of Postgres. */
record NativeReplication(PostgresDatabase to) implements RunningReplication {

  private static final Duration DEADLINE = Duration.ofMinutes(15);

  static NativeReplication start(PostgresDatabase from, PostgresDatabase to) throws SQLException {
    from.execute("CREATE PUBLICATION " + Peers.SLOT + " FOR TABLE " + Messages.TABLE);
    to.execute(
        "CREATE SUBSCRIPTION %s CONNECTION 'host=%s port=%d dbname=%s user=%s password=%s' PUBLICATION %1$s WITH (copy_data = false)"
            .formatted(
                Peers.SLOT, from.host(), from.port(), from.name(), from.user(), from.password()));
    return new NativeReplication(to);
  }

  @Override
  public void awaitMessages(PostgresDatabase database, long count) {
    Await.until(count + " messages", DEADLINE, () -> Messages.count(database) >= count);
  }

  @Override
  public @Nullable String topic() {
    return null;
  }

  @Override
  public void close() {
    try {
      to.execute("DROP SUBSCRIPTION " + Peers.SLOT);
    } catch (SQLException e) {
      throw new IllegalStateException("Could not drop the subscription", e);
    }
  }
}
