package org.anabranch.sink;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.store.Arrival;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.IllegalWorkerStateException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rule C9: lanes that wait because a change's stamp is further ahead of the wall clock than {@code
 * clock.drift.max.ms}. Such a lane is paused at that change and goes on from it once the wall clock
 * has caught up; nothing is skipped, and the other lanes go on.
 */
final class HeldLanes {

  private static final Logger LOG = LoggerFactory.getLogger(HeldLanes.class);

  /** From which offset a lane is held, and until when. */
  private record Hold(long offset, long untilMillis) {}

  private final SinkTaskContext context;
  private final Clock clock;
  private final long driftMaxMillis;
  private final Map<TopicPartition, Hold> holds = new HashMap<>();
  private final Set<TopicPartition> toPause = new HashSet<>();

  HeldLanes(SinkTaskContext context, Clock clock, long driftMaxMillis) {
    this.context = context;
    this.clock = clock;
    this.driftMaxMillis = driftMaxMillis;
  }

  /** A delivery begins. What the one before it wanted held, but failed, comes again in this one. */
  void release() {
    toPause.forEach(holds::remove);
    toPause.clear();
    long now = clock.millis();
    Iterator<Map.Entry<TopicPartition, Hold>> each = holds.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<TopicPartition, Hold> hold = each.next();
      if (hold.getValue().untilMillis() <= now) {
        context.resume(hold.getKey());
        each.remove();
        LOG.info("The wall clock has caught up, {} goes on", hold.getKey());
      }
    }
  }

  /** Whether a record lies behind one that is held. */
  boolean holds(SinkRecord record) {
    TopicPartition lane = lane(RecordPlace.of(record));
    boolean held = holds.containsKey(lane);
    if (held) {
      toPause.add(lane);
    }
    return held;
  }

  /** Holds the lane of a change that is ahead of its time; whether it is. */
  boolean hold(Reading reading) {
    return reading instanceof Reading.Understood understood && hold(understood.arrival());
  }

  private boolean hold(Arrival arrival) {
    long aheadMillis = stamp(arrival).millis() - clock.millis();
    if (aheadMillis <= driftMaxMillis) {
      return false;
    }
    RecordPlace place = arrival.place();
    holds.put(lane(place), new Hold(place.offset(), stamp(arrival).millis() - driftMaxMillis));
    toPause.add(lane(place));
    LOG.warn(
        "The change of {} at {} is {} ms ahead of the wall clock here; its lane waits until that"
            + " is {} ms. Set the clock of {}, or of this worker",
        arrival.change().id().origin(),
        place,
        aheadMillis,
        driftMaxMillis,
        arrival.change().id().origin());
    return true;
  }

  private static Stamp stamp(Arrival arrival) {
    return Stamp.max(arrival.change().id().stamp(), arrival.change().sequence());
  }

  /** The rest of the delivery is merged: has Connect bring the held records again later. */
  void pause() {
    for (TopicPartition lane : toPause) {
      Hold hold = holds.get(lane);
      if (hold != null) {
        context.offset(lane, hold.offset());
        context.pause(lane);
      }
    }
    toPause.clear();
  }

  /** In how many milliseconds a lane may go on; the largest number where none waits. */
  long waitMillis() {
    return holds.values().stream().mapToLong(Hold::untilMillis).min().stream()
        .map(until -> Math.max(1, until - clock.millis()))
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** Offsets that may be committed: of a held lane, not beyond what is held. */
  Map<TopicPartition, OffsetAndMetadata> upToHeld(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<TopicPartition, OffsetAndMetadata> merged = new HashMap<>(offsets);
    holds.forEach(
        (lane, hold) ->
            merged.computeIfPresent(
                lane,
                (same, offset) ->
                    offset.offset() <= hold.offset()
                        ? offset
                        : new OffsetAndMetadata(hold.offset())));
    return merged;
  }

  /** Forgets lanes that another task takes over. */
  void drop(Collection<TopicPartition> lanes) {
    for (TopicPartition lane : lanes) {
      toPause.remove(lane);
      if (holds.remove(lane) != null) {
        try {
          // Or Connect would pause it again when it comes back.
          context.resume(lane);
        } catch (IllegalWorkerStateException e) {
          LOG.debug("{} is not assigned any more", lane, e);
        }
      }
    }
  }

  /** How many lanes wait. */
  int count() {
    return holds.size();
  }

  private static TopicPartition lane(RecordPlace place) {
    return new TopicPartition(place.topic(), place.partition());
  }
}
