package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.anabranch.model.version.HybridClock;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.NoteChange;
import org.jspecify.annotations.Nullable;

/**
 * What three regions wrote, each with the contexts that its capture would give, seen as one of them
 * lives through it: its own writes, the changes of others as they are merged, and its own stream
 * read back later.
 */
final class RandomHistory {

  private static final int STEPS = 60;
  static final int NOTES = 4;
  private static final int TICK_MILLIS_MAX = 3;
  private static final List<Origin> ORIGINS = NoteChange.MEMBERS.origins();

  /** One thing that happens in the region. */
  record Event(Origin origin, long sequence, Map<Origin, Long> seen, long id, Body body) {

    /**
     * The change that a capture would make of it.
     *
     * @param position of a local write in the own log
     */
    NoteChange change(long position) {
      NoteChange change = NoteChange.by(origin, sequence).at(position);
      seen.forEach(change::saw);
      if (body.truncates()) {
        return change.truncates(NoteChange.laneOf(id).number());
      }
      if (body.text() == null) {
        return change.deletes(id);
      }
      change.writes(id, body.text());
      return body.fromSnapshot() ? change.asSnapshot() : change;
    }
  }

  /**
   * What was written.
   *
   * @param text null for a delete
   * @param truncates whether the note's whole lane was emptied
   */
  record Body(@Nullable String text, boolean fromSnapshot, boolean truncates) {}

  /** A step of the region's life: a local write, or the merging of a change. */
  record Step(Event event, boolean localWrite) {}

  private final Random random;
  private final Map<Origin, HybridClock> clocks = new HashMap<>();
  private final Map<Origin, Map<Origin, Integer>> read = new HashMap<>();
  private final Map<Origin, List<Event>> streams = new HashMap<>();
  private final List<Step> life = new ArrayList<>();
  private final Origin own;
  private final boolean truncates;
  private long nowMillis = 1;

  private RandomHistory(long seed, Origin own, boolean truncates) {
    this.truncates = truncates;
    this.random = new Random(seed);
    this.own = own;
    for (Origin origin : ORIGINS) {
      clocks.put(origin, new HybridClock(Stamp.ZERO));
      read.put(origin, new HashMap<>());
      streams.put(origin, new ArrayList<>());
    }
  }

  /** The life of a region, as the seed has it; at its end everything is merged. */
  static List<Step> of(long seed, Origin own, boolean truncates) {
    RandomHistory history = new RandomHistory(seed, own, truncates);
    ORIGINS.forEach(history::takeSnapshot);
    for (int step = 0; step < STEPS; step++) {
      history.nowMillis += history.random.nextInt(TICK_MILLIS_MAX);
      Origin origin = ORIGINS.get(history.random.nextInt(ORIGINS.size()));
      if (history.random.nextInt(3) == 0) {
        history.write(origin);
      } else {
        history.readOne(origin, ORIGINS.get(history.random.nextInt(ORIGINS.size())));
      }
    }
    for (Origin origin : ORIGINS) {
      while (history.readOne(own, origin)) {
        // until its stream is at its end
      }
    }
    return history.life;
  }

  private void takeSnapshot(Origin origin) {
    for (long id = 1; id <= NOTES; id++) {
      if (random.nextInt(3) == 0) {
        happen(origin, id, new Body(random.nextBoolean() ? "alike" : "of " + origin, true, false));
      }
    }
  }

  @SuppressWarnings("NullAway") // every origin has its stream
  private void write(Origin origin) {
    long id = 1L + random.nextInt(NOTES);
    boolean truncate = truncates && random.nextInt(8) == 0;
    boolean delete = truncate || random.nextInt(4) == 0;
    happen(origin, id, new Body(delete ? null : "w" + streams.get(origin).size(), false, truncate));
  }

  @SuppressWarnings("NullAway") // every origin has its clock and its stream
  private void happen(Origin origin, long id, Body body) {
    long sequence = clocks.get(origin).tick(nowMillis).bits();
    Map<Origin, Long> seen = new HashMap<>();
    read.get(origin)
        .forEach(
            (other, count) -> {
              if (!other.equals(origin) && count > 0) {
                seen.put(other, streams.get(other).get(count - 1).sequence());
              }
            });
    Event event = new Event(origin, sequence, seen, id, body);
    streams.get(origin).add(event);
    if (origin.equals(own)) {
      life.add(new Step(event, true));
    }
  }

  @SuppressWarnings("NullAway") // every origin has its clock and its stream
  private boolean readOne(Origin reader, Origin origin) {
    int at = read.get(reader).getOrDefault(origin, 0);
    if (at >= streams.get(origin).size()) {
      return false;
    }
    Event event = streams.get(origin).get(at);
    read.get(reader).put(origin, at + 1);
    clocks.get(reader).observe(new Stamp(event.sequence()));
    if (reader.equals(own)) {
      life.add(new Step(event, false));
    }
    return true;
  }
}
