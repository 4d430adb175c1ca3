package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import java.time.Instant;

/**
 * The cluster time: seconds in the upper half, a counter in the lower one. It moves with every
 * write to the log and with nothing else, so that a time that an answer carries lies at or above
 * every write before it and below every later one.
 */
final class ClusterClock {
  private long now = seconds() + 1;

  /** A time above all earlier ones. */
  BsonTimestamp tick() {
    now = Math.max(now + 1, seconds() + 1);
    return now();
  }

  BsonTimestamp now() {
    return new BsonTimestamp(now);
  }

  private static long seconds() {
    return Instant.now().getEpochSecond() << Integer.SIZE;
  }
}
