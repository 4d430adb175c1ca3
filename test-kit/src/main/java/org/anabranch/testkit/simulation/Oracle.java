package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Knowledge.Merged;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.anabranch.testkit.simulation.LogEntry.Truncate;
import org.jspecify.annotations.Nullable;

/**
 * Knows what every change had really seen, by watching the databases and not the headers, and so
 * what every region ought to show. Shares nothing with the engine but the names of changes.
 */
final class Oracle {

  /** A row that a snapshot found. */
  record Row(RowKey key, String value) {}

  private record Entry(Origin origin, long serial) {}

  private record Missed(Origin origin, RowKey key) {}

  private record Name(RowKey key, ChangeId id) {}

  private static final Comparator<TrueChange> LAST =
      Comparator.comparing(TrueChange::id).thenComparing(TrueChange::sequence);

  private final List<TrueChange> changes = new ArrayList<>();
  private final Map<Entry, TrueChange> entries = new HashMap<>();
  private final Map<String, TrueChange> written = new HashMap<>();
  private final Map<String, TrueChange> firstWritten = new HashMap<>();
  private final ToldAnew toldAnew = new ToldAnew();
  private final Set<String> manyNames = new HashSet<>();
  private final Map<Entry, List<TrueChange>> truncates = new HashMap<>();
  private final Map<Origin, Map<WatermarkKey, Stamp>> heard = new HashMap<>();
  private final Map<Origin, Map<WatermarkKey, List<Message>>> missing = new HashMap<>();
  private final Map<Name, TrueChange> named = new HashMap<>();
  private final Map<WatermarkKey, Knowledge> regions = new TreeMap<>();
  private final Map<Row, Set<Origin>> filled = new HashMap<>();
  private final Set<Missed> deletesMissed = new HashSet<>();
  private final Set<RowKey> gaps = new HashSet<>();
  private final Set<Origin> slotsLost = new HashSet<>();
  private final Map<Origin, Integer> attemptsSince = new HashMap<>();
  private final Map<Origin, Integer> slots = new HashMap<>();
  private final Set<TrueChange> refusals = new HashSet<>();
  private final Set<Name> unshown = new HashSet<>();

  /** A region had a row before anything was captured. */
  void filled(Origin origin, Row row) {
    filled.computeIfAbsent(row, absent -> new HashSet<>()).add(origin);
    manyNames.add(row.value());
  }

  /** Whether another region had the very same row before anything was captured. */
  boolean filledAlike(TrueChange change) {
    String value = change.value();
    return value != null
        && filled.getOrDefault(new Row(change.key(), value), Set.of()).stream()
            .anyMatch(origin -> !origin.equals(change.origin()));
  }

  /** An application's transaction is in a database's log, from where it will be captured. */
  void committed(Origin origin, LogTransaction transaction) {
    for (LogEntry entry : transaction.entries()) {
      toldAnew.touched(origin, entry);
      if (entry instanceof RowChange row) {
        TrueChange change = change(origin, row.key(), row.value(), false);
        change.over(row.before());
        wrote(row.value(), change);
        entries.put(new Entry(origin, row.serial()), change);
        of(origin, row.key()).apply(change);
      } else if (entry instanceof Truncate truncate) {
        List<TrueChange> deletes =
            truncate.keys().stream().map(key -> truncated(origin, key)).toList();
        truncates.put(new Entry(origin, truncate.serial()), deletes);
        deletes.forEach(delete -> of(origin, delete.key()).apply(delete));
      }
    }
  }

  /** A change has this content; content that several changes have names none of them. */
  private void wrote(@Nullable String content, TrueChange change) {
    if (content != null) {
      firstWritten.putIfAbsent(content, change);
    }
    if (content == null || change.equals(written.get(content))) {
      return;
    }
    if (manyNames.contains(content) || written.containsKey(content)) {
      written.remove(content);
      manyNames.add(content);
    } else {
      written.put(content, change);
    }
  }

  /** Another system has written this content: where an application writes it too, it names none. */
  void writtenElsewhere(@Nullable String content) {
    if (content != null) {
      manyNames.add(content);
    }
  }

  /** A TRUNCATE deletes all that its region has merged, whether its rows show it or not. */
  private TrueChange truncated(Origin origin, RowKey key) {
    BitSet past = of(origin, key).past(key);
    past.or(merged(origin, key).everything());
    return change(origin, key, null, past, false);
  }

  private TrueChange change(
      Origin origin, RowKey key, @Nullable String value, boolean firstSnapshot) {
    // A row of a first snapshot claims to have seen nothing.
    BitSet past = firstSnapshot ? new BitSet() : of(origin, key).past(key);
    return change(origin, key, value, past, firstSnapshot);
  }

  private TrueChange change(
      Origin origin, RowKey key, @Nullable String value, BitSet past, boolean firstSnapshot) {
    Knowledge known = of(origin, key);
    TrueChange change =
        new TrueChange(changes.size(), origin, key, value, known.applied(), past, firstSnapshot);
    changes.add(change);
    return change;
  }

  /**
   * A capture made its slot and a snapshot: these are the rows that it is going to emit. What an
   * earlier attempt has not captured never will be; what it emitted of rows that are gone since
   * nobody can take back, until marks tell whole attempts from broken ones.
   *
   * @param leftOut rows that are there too and that it is not going to emit
   */
  List<TrueChange> slotMade(Origin origin, List<Row> rows, List<Row> leftOut, boolean first) {
    missedBetweenAttempts(origin);
    slots.put(origin, changes.size());
    Set<RowKey> found = new HashSet<>();
    rows.forEach(row -> found.add(row.key()));
    leftOut.forEach(row -> found.add(row.key()));
    Set<RowKey> gone = new TreeSet<>();
    int since = attemptsSince.computeIfAbsent(origin, absent -> changes.size());
    for (TrueChange change : changes.subList(since, changes.size())) {
      boolean told = change.stamped() != null && change.value() != null;
      if (change.origin().equals(origin) && !found.contains(change.key()) && told) {
        (change.firstSnapshot() ? gone : gaps).add(change.key());
      }
    }
    deletesMissed.stream()
        .filter(missed -> missed.origin().equals(origin) && !found.contains(missed.key()))
        .forEach(missed -> gaps.add(missed.key()));
    List<TrueChange> snapshot = new ArrayList<>();
    for (RowKey key : gone) {
      TrueChange change = change(origin, key, null, true);
      snapshot.add(change);
      of(origin, key).apply(change);
    }
    for (Row row : rows) {
      TrueChange change = change(origin, row.key(), row.value(), first);
      snapshot.add(change);
      TrueChange writer = firstWritten.get(row.value());
      if (!first && writer != null && writer.stamped() != null) {
        toldAnew.add(change, writer);
      }
      // From now on the value has two names: docs/decisions/007.
      written.remove(row.value());
      manyNames.add(row.value());
      of(origin, row.key()).apply(change);
    }
    toldAnew.knowsLess(origin);
    return snapshot;
  }

  /** Rows that a snapshot told although they had been told before. */
  ToldAnew toldAnew() {
    return toldAnew;
  }

  /**
   * A sink that saw the slot of an interrupted attempt has perhaps written rows of other regions;
   * what was deleted of them before this slot nobody can tell (008). Of own rows the end mark
   * tells.
   */
  private void missedBetweenAttempts(Origin origin) {
    if (!attemptsSince.containsKey(origin)) {
      return;
    }
    for (TrueChange change : changes) {
      boolean missed = change.stamped() == null && change.value() == null && !change.leftover();
      if (change.origin().equals(origin) && missed && hasOthers(origin, change.key())) {
        deletesMissed.add(new Missed(origin, change.key()));
      }
    }
  }

  /** Whether more is known of a key than rows that these attempts of the region's have found. */
  private boolean hasOthers(Origin region, RowKey key) {
    int since = attemptsSince.getOrDefault(region, 0);
    return changes.stream()
        .filter(change -> change.key().equals(key) && change.stamped() != null)
        .anyMatch(
            change ->
                change.origin().equals(region)
                    ? !change.firstSnapshot() || change.number() < since
                    : merged(region, key).changes().get(change.number()));
  }

  /** The end of a snapshot is told: what was sent by attempts before it is settled. */
  void snapshotEnded(Origin origin) {
    attemptsSince.remove(origin);
  }

  /**
   * A slot is gone: deletes that were not captured never will be.
   *
   * @param offsetsKept whether its capture still has its position
   */
  void slotLost(Origin origin, boolean offsetsKept) {
    toldAnew.slotLost(origin, offsetsKept);
    slotsLost.add(origin);
    for (TrueChange change : changes) {
      if (change.origin().equals(origin) && change.stamped() == null && change.value() == null) {
        deletesMissed.add(new Missed(origin, change.key()));
      }
    }
  }

  /**
   * Committed while there is no slot. Before the first one is made that loses nothing, as long as
   * no sink has written here (008).
   */
  void missed(Origin origin, LogTransaction transaction) {
    if (!slotsLost.contains(origin)) {
      return;
    }
    for (LogEntry entry : transaction.entries()) {
      toldAnew.touched(origin, entry);
      if (entry instanceof RowChange row && row.value() == null) {
        deletesMissed.add(new Missed(origin, row.key()));
      } else if (entry instanceof Truncate truncate) {
        truncate.keys().forEach(key -> deletesMissed.add(new Missed(origin, key)));
      }
    }
  }

  /** A capture emits a row of its snapshot. */
  void snapshotCaptured(TrueChange row, Change change) {
    row.stamp(change, row.value());
    named.put(new Name(row.key(), change.id()), row);
  }

  /** Everything that was committed since an origin's slot was made must have been captured. */
  void checkCaptured() {
    for (TrueChange change : changes) {
      if (change.stamped() == null
          && !change.leftover()
          && change.number() >= slots.getOrDefault(change.origin(), 0)) {
        throw new Divergence("Every change is captured", change + " was not");
      }
    }
  }

  /** Whether some region could not apply a change. */
  boolean refused(TrueChange change) {
    return refusals.contains(change);
  }

  /** A region does not show a change although it is the winner of its key there. */
  void unshown(RowKey key, ChangeId winner) {
    unshown.add(new Name(key, winner));
  }

  /** Whether some region has not shown a change, for a while or for good, that was a winner. */
  boolean unshown(TrueChange change) {
    return unshown.contains(new Name(change.key(), change.id()));
  }

  /** Keys of which an interrupted snapshot emitted what the next one no longer found. */
  Set<RowKey> gaps() {
    return gaps;
  }

  boolean isCaptured(Origin origin, RowChange row) {
    TrueChange truth = entries.get(new Entry(origin, row.serial()));
    return truth != null && truth.stamped() != null;
  }

  /** A capture emits a truncate of a lane. */
  List<TrueChange> truncateCaptured(
      Origin origin, Truncate truncate, TableLane lane, Change change) {
    List<TrueChange> deletes =
        truncates.getOrDefault(new Entry(origin, truncate.serial()), List.of()).stream()
            .filter(delete -> delete.key().tableLane().equals(lane))
            .toList();
    if (deletes.isEmpty()) {
      throw new Divergence("No echo goes round", origin + " emitted " + truncate);
    }
    deletes.forEach(delete -> capturedAs(delete, change, null));
    return deletes;
  }

  /**
   * A capture emits a change; emitted again, it must be the very same.
   *
   * @param value the row as it is told
   */
  TrueChange captured(Origin origin, RowChange row, Change change, @Nullable String value) {
    TrueChange truth = entries.get(new Entry(origin, row.serial()));
    if (truth == null) {
      throw new Divergence(
          "No echo goes round", origin + " emitted " + row + ", which no application wrote");
    }
    capturedAs(truth, change, value);
    return truth;
  }

  private void capturedAs(TrueChange truth, Change change, @Nullable String value) {
    Change first = truth.stamped();
    if (first == null) {
      truth.stamp(change, value);
      wrote(value, truth);
      named.put(new Name(truth.key(), change.id()), truth);
    } else if (!sameName(first, change)) {
      throw new Divergence(
          "A replay names changes as before", truth + " was " + first + ", is " + change);
    } else {
      truth.copied(value);
    }
  }

  /** All but what is looked up when a change is sent: the key context, and long columns. */
  private static boolean sameName(Change one, Change other) {
    return one.id().equals(other.id())
        && one.context().equals(other.context())
        && one.position() == other.position()
        && one.committedAtMicros() == other.committedAtMicros();
  }

  /**
   * A merge transaction with this record is in a region's log.
   *
   * @param refused whether the region could not apply it, or may not hold it
   */
  void merged(Origin region, Message message, boolean refused) {
    boolean copy = isCopy(region, message);
    for (TrueChange truth : message.truths()) {
      toldAnew.touched(region, truth.key());
      Knowledge known = of(region, truth.key());
      if (copy && known.merged(truth.key()).lacks(truth)) {
        // A copy of what came before the region joined.
        continue;
      }
      known.merge(truth);
      if (refused) {
        known.pass(truth);
        refusals.add(truth);
      } else if (!truth.origin().equals(region)) {
        known.apply(truth);
      }
    }
  }

  /** Whether the region has had a record of this place in the stream, or of a later one. */
  private boolean isCopy(Origin region, Message message) {
    Change change = message.change();
    WatermarkKey stream =
        new WatermarkKey(change.id().origin(), change.table(), change.lane().number());
    Map<WatermarkKey, Stamp> ofRegion = heard.computeIfAbsent(region, absent -> new HashMap<>());
    Stamp before = ofRegion.get(stream);
    skip(region, stream, message);
    ofRegion.merge(stream, message.sequence(), Stamp::max);
    return before != null && message.sequence().compareTo(before) <= 0;
  }

  /** A region joined when this much of a stream had been sent. */
  void joined(Origin region, WatermarkKey stream, List<Message> sent, boolean former) {
    if (former) {
      // No context names its origin.
      sent.forEach(message -> message.truths().forEach(truth -> of(region, truth).skip(truth)));
    } else {
      missing.computeIfAbsent(region, absent -> new HashMap<>()).put(stream, new ArrayList<>(sent));
    }
  }

  /**
   * A region that joined gets a record: what lies before it in the stream and did not come will
   * never come; whoever sends the rows again has seen it. What lies behind it is sent again by a
   * capture that died.
   */
  private void skip(Origin region, WatermarkKey stream, Message got) {
    Iterator<Message> awaited =
        missing.getOrDefault(region, Map.of()).getOrDefault(stream, List.of()).iterator();
    while (awaited.hasNext()) {
      Message message = awaited.next();
      if (message.sequence().compareTo(got.sequence()) <= 0) {
        awaited.remove();
        message.truths().stream()
            .filter(truth -> !got.truths().contains(truth))
            .filter(truth -> !merged(region, truth.key()).changes().get(truth.number()))
            .forEach(
                truth -> {
                  of(region, truth).skip(truth);
                  of(region, truth).pass(truth);
                });
      }
    }
  }

  private Knowledge of(Origin region, TrueChange change) {
    return of(region, change.key());
  }

  /**
   * Rows that a merge transaction set back to what the row before it had seen: the next local
   * statement would build on what is over.
   */
  List<RowChange> setBack(LogTransaction merge) {
    return merge.entries().stream()
        .filter(RowChange.class::isInstance)
        .map(RowChange.class::cast)
        .filter(this::setsBack)
        .toList();
  }

  private boolean setsBack(RowChange row) {
    TrueChange before = row.before() == null ? null : written.get(row.before());
    TrueChange after = row.value() == null ? null : written.get(row.value());
    return before != null && after != null && before.follows(after);
  }

  /** What the region should show of a key once all that it has merged is settled. */
  @Nullable TrueChange winner(Origin region, RowKey key) {
    BitSet merged = merged(region, key).changes();
    TrueChange latest = last(merged);
    TrueChange winner = last(merged(region, key).maximal());
    if (winner != latest) {
      throw new Divergence(
          "Stamps respect causality", latest + " is later than " + winner + " and in its past");
    }
    return winner;
  }

  private @Nullable TrueChange last(BitSet among) {
    return among.stream().mapToObj(changes::get).max(LAST).orElse(null);
  }

  Merged merged(Origin region, RowKey key) {
    return of(region, key).merged(key);
  }

  List<TrueChange> changes() {
    return changes;
  }

  /** The change of this name; null for a row that nobody captured. */
  @Nullable TrueChange named(RowKey key, ChangeId id) {
    TrueChange change = named.get(new Name(key, id));
    if (change == null && !id.stamp().isZero()) {
      throw new Divergence("Only changes that were emitted are named", id.toString());
    }
    return change;
  }

  private Knowledge of(Origin region, RowKey key) {
    return regions.computeIfAbsent(
        new WatermarkKey(region, key.table(), key.lane().number()), absent -> new Knowledge());
  }
}
