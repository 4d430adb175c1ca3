package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.model.version.HybridClock;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.jspecify.annotations.Nullable;

/**
 * What three regions did to one row with two columns that are merged by themselves, while each
 * merged the others' changes and its own by the plan, in batches, now and then once more.
 */
final class PairHistory {

  static final long ID = 1;
  private static final int STEPS = 60;
  private static final int BATCH_MAX = 4;
  private static final int REWIND_MAX = 2;
  private static final List<Origin> ORIGINS = NoteChange.MEMBERS.origins();

  /** Two merges, of {@code body} and {@code extra}. */
  record Pair(MergedColumn body, MergedColumn extra) implements WrittenColumns {

    @Override
    public Strategy strategy() {
      TableColumns columns =
          TableColumns.of(
              NoteChange.TABLE.toString(),
              Map.of("body", body.merge(), "extra", extra.merge()),
              MergedColumn.FUNCTIONS);
      return new Strategy("per-column", new LastWriterWins(), Verdict.SETTLED, columns);
    }

    @Override
    public Note written(long id, @Nullable Note before, int number, Random random) {
      if (before == null) {
        return new Note(
            id, body.written(null, number, random), extra.written(null, number, random));
      }
      int which = random.nextInt(3);
      return new Note(
          id,
          which == 1 ? before.body() : body.written(before.body(), number, random),
          which == 2 ? before.extra() : extra.written(before.extra(), number, random));
    }

    /** Texts of three would not fit into the body. */
    @Override
    public boolean isSilent(Origin origin) {
      return body == MergedColumn.TEXT && origin.equals(NoteChange.C);
    }

    @Override
    public @Nullable Note comparable(@Nullable Note note) {
      return note == null
          ? null
          : new Note(note.id(), body.comparable(note.body()), extra.comparable(note.extra()));
    }

    @Override
    public String toString() {
      return body + " and " + extra;
    }
  }

  private static final class Region {
    final MergingRegion merging;
    final HybridClock clock = new HybridClock(Stamp.ZERO);
    final List<Arrival> sent = new ArrayList<>();
    final Map<Origin, Integer> read = new HashMap<>();
    final Map<Origin, Stamp> seen = new HashMap<>();

    Region(MergingRegion merging) {
      this.merging = merging;
    }
  }

  private final WrittenColumns columns;
  private final Random random;
  private final Map<Origin, Region> regions = new LinkedHashMap<>();
  private int writes;
  private long nowMillis = 1;

  private PairHistory(WrittenColumns columns, long seed) {
    this.columns = columns;
    this.random = new Random(seed);
    Strategy strategy = columns.strategy();
    ORIGINS.forEach(
        origin -> regions.put(origin, new Region(new MergingRegion(origin, strategy, ORIGINS))));
  }

  /** A history, as the seed has it; at its end everything is merged everywhere. */
  static PairHistory of(WrittenColumns columns, long seed) {
    PairHistory history = new PairHistory(columns, seed);
    int writesMax = 2 + history.random.nextInt(9);
    for (int step = 0; step < STEPS; step++) {
      history.nowMillis += history.random.nextInt(3);
      Origin origin = ORIGINS.get(history.random.nextInt(ORIGINS.size()));
      switch (history.random.nextInt(4)) {
        case 0 -> {
          if (history.writes < writesMax && !columns.isSilent(origin)) {
            history.write(origin);
          }
        }
        case 1 -> history.mark(origin);
        default -> history.read(origin);
      }
    }
    history.comeToRest();
    return history;
  }

  private Region region(Origin origin) {
    return Objects.requireNonNull(regions.get(origin));
  }

  private void write(Origin origin) {
    Region region = region(origin);
    Note before = region.merging.note(ID);
    writes++;
    NoteChange change = change(origin);
    if (before != null && random.nextInt(5) == 0) {
      send(region, columns.sent(change, before, null).at(region.merging.removes(ID)));
    } else {
      Note after = columns.written(origin, ID, before, writes, random);
      send(region, columns.sent(change, before, after).at(region.merging.saves(after)));
    }
  }

  /** A member tells what it has merged. */
  private void mark(Origin origin) {
    Region region = region(origin);
    NoteChange mark = change(origin).only(ChangeKind.MARK, NoteChange.laneOf(ID).number());
    send(region, mark.at(region.merging.database.position()));
  }

  private NoteChange change(Origin origin) {
    Region region = region(origin);
    NoteChange change = NoteChange.by(origin, region.clock.tick(nowMillis).bits());
    region.seen.forEach((other, stamp) -> change.saw(other, stamp.bits()));
    return change;
  }

  private static void send(Region region, NoteChange change) {
    region.sent.add(change.arrival());
  }

  /** Merges what comes next of the streams, in one batch; answers whether anything came. */
  private boolean read(Origin origin) {
    Region region = region(origin);
    List<Arrival> batch = new ArrayList<>();
    int records = 1 + random.nextInt(BATCH_MAX);
    for (int i = 0; i < records; i++) {
      Origin from = ORIGINS.get(random.nextInt(ORIGINS.size()));
      int at = region.read.getOrDefault(from, 0);
      List<Arrival> sent = region(from).sent;
      if (at < sent.size()) {
        region.read.put(from, at + 1);
        batch.add(sent.get(at));
        region.clock.observe(sent.get(at).change().sequence());
        if (!from.equals(origin)) {
          region.seen.put(from, sent.get(at).change().sequence());
        }
      }
    }
    region.merging.merge(batch);
    return !batch.isEmpty();
  }

  private void comeToRest() {
    for (Origin origin : ORIGINS) {
      Region region = region(origin);
      while (ORIGINS.stream()
          .anyMatch(from -> region.read.getOrDefault(from, 0) < region(from).sent.size())) {
        read(origin);
      }
    }
  }

  /** What each region holds in the end; null where it has no row. */
  Map<Origin, @Nullable Note> rows() {
    Map<Origin, @Nullable Note> rows = new LinkedHashMap<>();
    regions.forEach(
        (origin, region) -> rows.put(origin, columns.comparable(region.merging.note(ID))));
    return rows;
  }

  /** The same as it is there, columns included that are each region's own. */
  Map<Origin, @Nullable Note> notes() {
    Map<Origin, @Nullable Note> notes = new LinkedHashMap<>();
    regions.forEach((origin, region) -> notes.put(origin, region.merging.note(ID)));
    return notes;
  }

  /** What each region sent, in its order. */
  List<List<Arrival>> streams() {
    return ORIGINS.stream().map(origin -> List.copyOf(region(origin).sent)).toList();
  }

  /** The streams in some order that keeps each one's own. */
  static List<Arrival> interleaved(List<List<Arrival>> streams, Random random) {
    List<Arrival> order = new ArrayList<>();
    int[] at = new int[streams.size()];
    int left = streams.stream().mapToInt(List::size).sum();
    while (left > 0) {
      int stream = random.nextInt(streams.size());
      if (at[stream] < streams.get(stream).size()) {
        order.add(streams.get(stream).get(at[stream]++));
        left--;
      }
    }
    return order;
  }

  /** Batches cut anywhere, each beginning with some of what came before. */
  static List<List<Arrival>> batches(List<Arrival> order, Random random) {
    List<List<Arrival>> batches = new ArrayList<>();
    int from = 0;
    while (from < order.size()) {
      int to = Math.min(order.size(), from + 1 + random.nextInt(BATCH_MAX));
      batches.add(order.subList(Math.max(0, from - random.nextInt(REWIND_MAX + 1)), to));
      from = to;
    }
    return batches;
  }
}
