package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.testkit.mongo.ChangeEvent.Change;
import org.jspecify.annotations.Nullable;

/** The log of all writes, in the order in which they became visible. */
final class ChangeLog {
  /** A real server waits ten. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final List<ChangeEvent> events = new ArrayList<>();
  private final ClusterClock clock = new ClusterClock();
  private Instant lastEntry = Instant.now();
  private String oldest = "";
  private String lastCut = "";

  BsonTimestamp now() {
    return clock.now();
  }

  /** Writes outside a transaction: each has a time of its own. */
  void append(List<Change> changes) {
    changes.forEach(change -> add(clock.tick(), 0, change, null));
  }

  /** The writes of a transaction: all have the time of its commit. */
  void appendTransaction(List<Change> changes, TransactionId transaction) {
    BsonTimestamp time = clock.tick();
    for (int index = 0; index < changes.size(); index++) {
      add(time, index, changes.get(index), transaction);
    }
  }

  /** A server that is idle writes an entry that says nothing but the time, now and then. */
  void goOnIfIdle() {
    if (Instant.now().isAfter(lastEntry.plus(IDLE))) {
      clock.tick();
      lastEntry = Instant.now();
    }
  }

  private void add(
      BsonTimestamp time, int index, Change change, @Nullable TransactionId transaction) {
    lastEntry = Instant.now();
    events.add(
        new ChangeEvent(token(time.getValue(), index), time, lastEntry, change, transaction));
  }

  /** Makes all that was written so far unavailable to those who have not read it yet. */
  void cut() {
    if (!events.isEmpty()) {
      lastCut = events.get(events.size() - 1).token();
    }
    oldest = token(clock.tick().getValue(), 0);
  }

  /** Where a stream stands that has seen all there is. */
  String end() {
    return token(now().getValue(), Integer.MAX_VALUE);
  }

  /** Where a stream stands that shows all from this time on. */
  String before(BsonTimestamp time) {
    return token(time.getValue() - 1, Integer.MAX_VALUE);
  }

  /** Fails with error 286 when the log does not reach back to there. */
  void requireResumable(String position) {
    if (position.compareTo(oldest) < 0) {
      throw ServerError.historyLost();
    }
  }

  /** Fails with error 286 when something after the position was cut. */
  void requireUncut(String position) {
    if (position.compareTo(lastCut) < 0) {
      throw ServerError.historyLost();
    }
  }

  /** What was written after the position, which need not be that of an event. */
  List<ChangeEvent> after(String position) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (events.get(middle).token().compareTo(position) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Collections.unmodifiableList(events.subList(low, events.size()));
  }

  /** What became visible after this time. */
  Stream<ChangeEvent> after(BsonTimestamp time) {
    return after(token(time.getValue(), Integer.MAX_VALUE)).stream();
  }

  /** Texts that sort as what they name. */
  private static String token(long time, int index) {
    return "82%016X2B%08X".formatted(time, index);
  }
}
