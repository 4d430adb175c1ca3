package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.testkit.mongo.ChangeEvent.Kind;

/**
 * Deletes what TTL indexes let expire. A server has a task that does so every minute, or as often
 * as its parameter {@code ttlMonitorSleepSecs} says; here the next command after that time does.
 */
final class ExpiringDocuments {
  private static final String PERIOD = "ttlMonitorSleepSecs";

  private final Engine engine;
  private final Writes writes;
  private final List<Expiry> expiries = new ArrayList<>();
  private Duration period = Duration.ofMinutes(1);
  private Instant last = Instant.now();

  ExpiringDocuments(Engine engine, Writes writes) {
    this.engine = engine;
    this.writes = writes;
  }

  private record Expiry(Namespace namespace, String field, long seconds) {}

  /** Takes note of the TTL indexes that a {@code createIndexes} creates. */
  void index(Namespace namespace, Document command) {
    for (Document index : Fields.documents(command, "indexes")) {
      if (index.get("expireAfterSeconds") instanceof Number seconds) {
        String field = Fields.document(index, "key").keySet().iterator().next();
        expiries.add(new Expiry(namespace, field, seconds.longValue()));
      }
    }
  }

  /** Runs {@code setParameter}, of which only the period means something here. */
  Document setParameter(Document command) {
    if (command.get(PERIOD) instanceof Number seconds) {
      period = Duration.ofSeconds(seconds.longValue());
    }
    return Engine.ok(new Document());
  }

  void deleteIfDue() throws InterruptedException {
    Instant now = Instant.now();
    if (expiries.isEmpty() || now.isBefore(last.plus(period))) {
      return;
    }
    last = now;
    for (Expiry expiry : expiries) {
      delete(expiry, now.minusSeconds(expiry.seconds));
    }
  }

  private void delete(Expiry expiry, Instant before) throws InterruptedException {
    String database = expiry.namespace.database();
    Document query = new Document(expiry.field, new Document("$lt", before));
    Document delete =
        new Document("delete", expiry.namespace.collection())
            .append("deletes", List.of(new Document("q", query).append("limit", 0)))
            .append("$db", database);
    writes.run(null, Kind.DELETE, () -> engine.run(database, delete));
  }
}
