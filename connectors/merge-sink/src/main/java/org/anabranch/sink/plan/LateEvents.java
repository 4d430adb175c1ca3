package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;

/**
 * Which events of other systems come too late to be merged: those that are older, by more than a
 * bound, than the newest that came before them. A system's events of a table lie in one log, whose
 * order is the same in every region, so every region refuses the same ones; and what is older than
 * all that may still come can be forgotten (docs/decisions/026).
 *
 * @param lagMillisMax how much older an event may be than those before it
 */
public record LateEvents(long lagMillisMax) {

  private record Log(Origin origin, TableName table) {

    static Log of(WatermarkKey stream) {
      return new Log(stream.origin(), stream.table());
    }
  }

  /**
   * What of a batch is too late, in its order.
   *
   * @param refused those that are merged nowhere
   * @param again those that lie before the end of what was read here already: whatever there was to
   *     do was done when they came first
   */
  public record Found(List<Arrival> refused, List<Arrival> again) {

    public boolean isEmpty() {
      return refused.isEmpty() && again.isEmpty();
    }
  }

  /**
   * Looks for events that are too late.
   *
   * @param standing where streams stand, those of all lanes of such a system's table
   */
  public Found in(List<Arrival> batch, Map<WatermarkKey, Watermark> standing) {
    Map<Log, Stamp> newest = new HashMap<>();
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    for (Arrival arrival : batch) {
      if (arrival.change().external()) {
        Log log = Log.of(arrival.stream());
        Stamp before = newest.computeIfAbsent(log, absent -> newest(log, standing));
        if (arrival.change().id().stamp().compareTo(least(before)) >= 0) {
          newest.put(log, Stamp.max(before, arrival.change().id().stamp()));
        } else if (arrival.change().position() <= read(log, standing)) {
          found.again().add(arrival);
        } else {
          found.refused().add(arrival);
        }
      }
    }
    return found;
  }

  /**
   * The least stamp of an event of a system's that is merged from now on; zero before its first.
   */
  public Stamp least(Origin origin, TableName table, Map<WatermarkKey, Watermark> standing) {
    return least(newest(new Log(origin, table), standing));
  }

  private Stamp least(Stamp newest) {
    return newest.isZero() ? newest : Stamp.atMillis(newest.millis() - lagMillisMax);
  }

  private static Stamp newest(Log log, Map<WatermarkKey, Watermark> standing) {
    return of(log, standing).map(Watermark::sequence).reduce(Stamp.ZERO, Stamp::max);
  }

  /** Behind which place of the log nothing was merged yet; below zero where nothing was at all. */
  private static long read(Log log, Map<WatermarkKey, Watermark> standing) {
    return of(log, standing)
        .filter(watermark -> !watermark.equals(Watermark.NONE))
        .mapToLong(Watermark::position)
        .max()
        .orElse(-1);
  }

  private static Stream<Watermark> of(Log log, Map<WatermarkKey, Watermark> standing) {
    return standing.entrySet().stream()
        .filter(stream -> Log.of(stream.getKey()).equals(log))
        .map(Map.Entry::getValue);
  }
}
