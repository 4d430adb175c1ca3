package org.anabranch.store.postgres.races;

import java.util.Map;
import org.anabranch.store.postgres.PostgresContextStore;
import org.anabranch.store.postgres.TestDatabase;
import org.anabranch.store.postgres.options.ConnectionOptions;

/**
 * A sink task's store, which merges one batch after the other.
 *
 * @param name by which the server knows its session
 */
record Sink(String name, PostgresContextStore store) {

  static Sink open(TestDatabase database, String name) {
    return new Sink(
        name,
        database.open(Map.of(ConnectionOptions.URL, database.url() + "?ApplicationName=" + name)));
  }
}
