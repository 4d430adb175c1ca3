package org.anabranch.model.merge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.Origin;

/**
 * Makes histories of one key by letting two to four regions write, delete, take snapshots and
 * exchange changes at random. The key shares its lane with another one, as contexts speak of lanes.
 * Clocks are skewed and coarse, so that equal stamps happen. Sinks may start before captures.
 *
 * <p>Not in here: stubs, quarantined changes, lost state, members that come and go.
 */
public final class Histories {

  private static final KeyHash KEY = new KeyHash(0, 1);
  private static final KeyHash NEIGHBOUR = new KeyHash(0, 2);
  private static final int[] SKEWS_MILLIS = {-60, -20, -3, 0, 0, 2, 30};

  private final Random random;
  private final List<HistoryRegion> regions = new ArrayList<>();
  private final Set<Origin> rowsBefore = new HashSet<>();
  private long nowMillis = 1_000;

  private Histories(long seed) {
    this.random = new Random(seed);
  }

  /** The history of this seed; the same one every time. */
  public static History ofSeed(long seed) {
    return new Histories(seed).make();
  }

  private History make() {
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      addRegion(new Origin("region-" + (char) ('a' + i)));
    }
    int steps = 5 + random.nextInt(50);
    for (int i = 0; i < steps; i++) {
      step(any());
    }
    regions.stream().filter(region -> !region.capturing()).forEach(this::startCapture);
    return history();
  }

  private void addRegion(Origin origin) {
    HistoryRegion region =
        new HistoryRegion(origin, SKEWS_MILLIS[random.nextInt(SKEWS_MILLIS.length)]);
    regions.add(region);
    if (random.nextBoolean()) {
      rowsBefore.add(origin);
    }
  }

  private void step(HistoryRegion region) {
    nowMillis += random.nextInt(3);
    int dice = random.nextInt(100);
    if (dice < 55) {
      HistoryRegion from = any();
      if (from != region) {
        region.receive(from);
      }
    } else if (!region.capturing()) {
      startCapture(region);
    } else if (dice < 60) {
      region.mark();
    } else {
      region.write(key(), operation(), nowMillis, random.nextInt(3) == 0);
    }
  }

  /** The first snapshot, perhaps after interrupted attempts; stamped if a watermark was there. */
  private void startCapture(HistoryRegion region) {
    region.startCapture();
    boolean before = rowsBefore.contains(region.origin());
    boolean stamped = region.hasApplied();
    for (int interrupted = random.nextInt(3); interrupted > 0; interrupted--) {
      snapshot(region, before && random.nextBoolean(), stamped);
    }
    snapshot(region, before, stamped);
  }

  private void snapshot(HistoryRegion region, boolean row, boolean stamped) {
    region.mark();
    if (stamped && row) {
      region.write(KEY, Operation.READ, nowMillis, false);
    } else if (row) {
      region.snapshotRow(KEY);
    }
    if (!stamped) {
      region.snapshotRow(NEIGHBOUR);
    }
    region.mark();
  }

  private HistoryRegion any() {
    return regions.get(random.nextInt(regions.size()));
  }

  private KeyHash key() {
    return random.nextInt(4) == 0 ? NEIGHBOUR : KEY;
  }

  private Operation operation() {
    return switch (random.nextInt(5)) {
      case 0 -> Operation.DELETE;
      case 1 -> Operation.READ;
      case 2 -> Operation.CREATE;
      default -> Operation.UPDATE;
    };
  }

  private History history() {
    TreeMap<Origin, List<Change>> streams = new TreeMap<>();
    for (HistoryRegion region : regions) {
      streams.put(
          region.origin(),
          region.lane().stream().filter(change -> KEY.equals(change.key())).toList());
    }
    return new History(streams, rowsBefore);
  }
}
