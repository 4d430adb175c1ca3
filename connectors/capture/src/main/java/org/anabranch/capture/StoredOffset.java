package org.anabranch.capture;

import java.util.HashMap;
import java.util.Map;
import org.anabranch.model.version.Stamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka Connect stores beside every record (C1): Debezium's offset of the last completed
 * transaction and the tracker's state there, under keys of our own.
 *
 * @param debezium Debezium's own part
 * @param inFirstSnapshot whether the first snapshot was still running
 * @param snapshotOpen whether a snapshot was begun and its end was not told yet
 * @param horizon of {@link ToldTransactions}; null where nothing is known to be told
 * @param catchUp watermarks that the state lacks until the log was read up to their position
 */
public record StoredOffset(
    Map<String, ?> debezium,
    CaptureState state,
    boolean inFirstSnapshot,
    boolean snapshotOpen,
    @Nullable String horizon,
    @Nullable AppliedAt catchUp) {

  private static final String CLOCK = "ab.clock";
  private static final String APPLIED = "ab.applied";
  private static final String MARKED = "ab.marked";
  private static final String SNAPSHOT = "ab.snapshot";
  private static final String FIRST = "first";
  private static final String SNAPSHOT_OPEN = "ab.snapshot.open";
  private static final String HORIZON = "ab.horizon";
  private static final String CATCH_UP = "ab.catchup";

  /** The map to hand to Kafka Connect. */
  public Map<String, ?> toMap() {
    Map<String, Object> map = new HashMap<>(debezium);
    map.put(CLOCK, state.clock().bits());
    map.put(APPLIED, state.applied().text());
    if (!state.marked().equals(MarkedWrites.NONE)) {
      map.put(MARKED, state.marked().text());
    }
    if (inFirstSnapshot) {
      map.put(SNAPSHOT, FIRST);
    }
    if (snapshotOpen) {
      map.put(SNAPSHOT_OPEN, true);
    }
    if (horizon != null) {
      map.put(HORIZON, horizon);
    }
    if (catchUp != null) {
      map.put(CATCH_UP, catchUp.text());
    }
    return map;
  }

  /**
   * Reads what {@link #toMap()} made; null where nothing is stored.
   *
   * @throws ConnectException where another connector stored it or it cannot be read: to go on
   *     without the state would name new changes as old ones
   */
  public static @Nullable StoredOffset of(@Nullable Map<String, ?> map) {
    if (map == null || map.isEmpty()) {
      return null;
    }
    if (!(map.get(CLOCK) instanceof Number clock)
        || !(map.get(APPLIED) instanceof String applied)) {
      throw new ConnectException(
          "The stored source offset has no '"
              + CLOCK
              + "' and '"
              + APPLIED
              + "': another connector wrote it. Give this connector a name or a topic.prefix of its"
              + " own, or delete the offsets (stop it, then DELETE /connectors/<name>/offsets)");
    }
    Map<String, Object> debezium = new HashMap<>(map);
    debezium.keySet().removeIf(key -> key.startsWith("ab."));
    try {
      CaptureState state =
          new CaptureState(
              new Stamp(clock.longValue()),
              Applied.parse(applied),
              map.get(MARKED) instanceof String marked
                  ? MarkedWrites.parse(marked)
                  : MarkedWrites.NONE);
      return new StoredOffset(
          debezium,
          state,
          FIRST.equals(map.get(SNAPSHOT)),
          Boolean.TRUE.equals(map.get(SNAPSHOT_OPEN)),
          map.get(HORIZON) instanceof String horizon ? horizon : null,
          map.get(CATCH_UP) instanceof String later ? AppliedAt.parse(later) : null);
    } catch (IllegalArgumentException e) {
      throw new ConnectException(e.getMessage(), e);
    }
  }
}
