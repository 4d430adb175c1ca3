package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.plan.ConflictPolicy;
import org.anabranch.sink.plan.MergePlan;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.LogEntry.RowChange;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** A task of a region's merge sink: takes a batch, runs the real plan, commits, goes on. */
final class MergeTask implements Actor {

  private static final List<Integer> BATCH_RECORDS = List.of(3, 1, 2, 5, 9);

  private final World world;
  private final Region region;
  private final String name;
  private final List<WatermarkKey> streams;
  private final Map<WatermarkKey, Integer> positions = new HashMap<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<Arrival> batch = new ArrayList<>();
  private @Nullable Map<WatermarkKey, Watermark> known;
  private @Nullable MergeAttempt attempt;
  private boolean parking;

  /** Rows of the batch that are to be parked, and rows that are to be parked before it. */
  private final Map<VersionKey, String> orphans = new HashMap<>();

  private final Set<Child> children = new LinkedHashSet<>();

  MergeTask(World world, Region region, int number, List<WatermarkKey> streams) {
    this.world = world;
    this.region = region;
    this.name = region + " merge" + number;
    this.streams = streams;
  }

  @Override
  public boolean act(Choices choices) {
    Map<WatermarkKey, Watermark> standing = known;
    MergeAttempt current = attempt;
    if (batch.isEmpty()) {
      return poll(choices);
    } else if (standing == null) {
      known = standing();
    } else if (current == null) {
      attempt = begin(standing);
    } else {
      goOn(current, choices);
    }
    return true;
  }

  private boolean poll(Choices choices) {
    if (!region.merging() || !region.member()) {
      return false;
    }
    if (!region.captured() && !world.variant().breaks(Omitted.SINK_BEFORE_SLOT)) {
      // docs/decisions/008: what the application does to rows of other regions must be captured.
      return false;
    }
    List<WatermarkKey> available = available();
    if (available.isEmpty()) {
      return false;
    }
    int records = choices.pick(BATCH_RECORDS);
    while (batch.size() < records && !available.isEmpty()) {
      WatermarkKey stream = choices.pick(available);
      if (!batch.isEmpty() && next(stream).alone()) {
        break;
      }
      int offset = position(stream);
      positions.put(stream, offset + 1);
      Message message = world.stream(stream).get(offset);
      messages.add(message);
      batch.add(arrival(message, offset));
      if (message.alone()) {
        break;
      }
      available = available();
    }
    world.schedule().note(name, () -> "takes " + messages);
    return true;
  }

  private Arrival arrival(Message message, int offset) {
    Residency residency = world.residency();
    if (residency != null) {
      ResidencyFilter filter = new ResidencyFilter(residency, region.origin());
      world.statistics().add(Count.STUBS, filter.withholds(message) ? 1 : 0);
      Arrival passed = filter.pass(message, offset);
      return loses(passed) ? lost(passed) : passed;
    }
    if (world.withholds(region.origin(), message.change())) {
      world.statistics().count(Count.STUBS);
      return message.stub(offset);
    }
    boolean narrowed = world.variant().narrowed() && world.byColumn(message.change().table());
    Arrival arrival = (narrowed ? NarrowedUpdates.of(message) : message).arrival(offset);
    return world.refuses(region, message) ? arrival.refused("does not fit") : arrival;
  }

  /** Whether a stub comes after the last writer of its row, by the stamps alone. */
  private boolean loses(Arrival arrival) {
    boolean stub = arrival.change().kind() == ChangeKind.STUB;
    if (!stub || !world.variant().breaks(Omitted.STUB_LOSES_BY_STAMP)) {
      return false;
    }
    Slot.Tuple<VersionRow> row = region.database().versions().at(arrival.versionKey()).committed();
    ChangeId winner = row == null ? null : row.value().version().winner();
    return winner != null && winner.compareTo(arrival.change().id()) > 0;
  }

  private static Arrival lost(Arrival stub) {
    Change of = stub.change();
    return new Arrival(
        new Change(
            ChangeKind.MARK,
            of.id(),
            of.sequence(),
            of.members(),
            of.table(),
            Operation.NONE,
            null,
            of.lane(),
            of.context(),
            null,
            of.position(),
            0,
            ColumnMarks.NONE),
        null,
        null,
        stub.place());
  }

  private List<WatermarkKey> available() {
    return streams.stream()
        .filter(stream -> region.reads(stream.origin()))
        .filter(stream -> position(stream) < world.stream(stream).size())
        .filter(stream -> accepts(next(stream).change()))
        .filter(this::due)
        .toList();
  }

  /** Whose members nobody tells is not asked for them. */
  private boolean accepts(Change change) {
    return change.external() || region.accepts(change.members());
  }

  /** Whether the next record is not too far ahead of this region's clock (C9). */
  private boolean due(WatermarkKey stream) {
    return world.variant().breaks(Omitted.NO_DRIFT_PAUSE)
        || next(stream).sequence().millis()
            <= world.nowMillis() + region.clockSkewMillis() + World.DRIFT_MAX_MILLIS;
  }

  private Message next(WatermarkKey stream) {
    return world.stream(stream).get(position(stream));
  }

  private int position(WatermarkKey stream) {
    return Math.max(positions.getOrDefault(stream, 0), region.firstOffset(stream));
  }

  /** As a task asks its store: streams that were never merged stand at the beginning. */
  private Map<WatermarkKey, Watermark> standing() {
    Map<WatermarkKey, Watermark> standing = new HashMap<>();
    world.usedStreams().forEach(stream -> standing.put(stream, Watermark.NONE));
    standing.putAll(region.database().standing());
    return standing;
  }

  /** Leaves events aside that come too late; answers whether there were any. */
  private boolean leaveLate(Map<WatermarkKey, Watermark> standing) {
    List<Arrival> late = world.lateEvents(batch, standing);
    for (Arrival event : late) {
      messages.remove(batch.indexOf(event));
      batch.remove(event);
    }
    world.statistics().add(Count.LATE_EVENTS, late.size());
    world.schedule().note(name, () -> "leaves aside as too late " + late.size());
    return !late.isEmpty();
  }

  private @Nullable MergeAttempt begin(Map<WatermarkKey, Watermark> standing) {
    if (leaveLate(standing) && batch.isEmpty()) {
      return null;
    }
    Merge merge = world.variant().merge().apply(new LastWriterWins());
    Strategy whole = new Strategy("last-writer-wins", merge, Conflict.Verdict.SETTLED);
    TableColumns of = world.residency() == null ? ColumnRow.COLUMNS : TableColumns.REGISTERS;
    TableColumns columns = of.under(world.variant().deletes());
    Strategy byColumn = new Strategy("per-column", merge, Conflict.Verdict.SETTLED, columns);
    Strategy keeping = whole.under(ConflictPolicy.KEEP_LOCAL);
    boolean again = world.variant().breaks(Omitted.REDELIVERY_IS_NEW);
    MergePlan plan =
        new MergePlan(
            region.origin(),
            region.sinkMembers().origins(),
            table -> world.byColumn(table) ? byColumn : world.keepsLocal(table) ? keeping : whole,
            again ? forgetful(standing) : standing,
            world.variant().breaks(Omitted.BATCH_KEEPS_THE_LAST) ? lastOfEachKey() : batch,
            KeyHasher.withSecret(null),
            true);
    plan.parking(parking ? Map.of(batch.get(0).versionKey(), "unique") : orphans)
        .checking(world.references(), children)
        .altered(Set.copyOf(region.database().altered()));
    return new MergeAttempt(
        region.database().begin(name),
        world.variant().plan().apply(region.origin()),
        plan.start(),
        world,
        this::begins);
  }

  private Map<WatermarkKey, Watermark> forgetful(Map<WatermarkKey, Watermark> standing) {
    Map<WatermarkKey, Watermark> forgetful = new HashMap<>(standing);
    forgetful.replaceAll(
        (stream, at) ->
            new Watermark(Stamp.ZERO, at.context(), at.position(), at.snapshot(), at.members()));
    return forgetful;
  }

  private List<Arrival> lastOfEachKey() {
    Map<Object, Arrival> last = new LinkedHashMap<>();
    for (Arrival arrival : batch) {
      Object key = arrival.hasKey() ? arrival.versionKey() : arrival.place();
      last.remove(key);
      last.put(key, arrival);
    }
    return List.copyOf(last.values());
  }

  private void begins(Statement<?> statement) {
    world.schedule().note(name, () -> "begins " + statement.name());
    if (statement instanceof DeleteRows delete) {
      world.statistics().add(Count.ROWS_DELETED_AGAIN, again(delete));
    }
  }

  /** A delete that stands for an own change which is none: what lost to a delete goes again. */
  private long again(DeleteRows delete) {
    return delete.rows().stream()
        .map(target -> target.arrival().change())
        .filter(change -> change.id().origin().equals(region.origin()) && !change.deletes())
        .count();
  }

  private void goOn(MergeAttempt current, Choices choices) {
    SimulatedTransaction transaction = current.transaction();
    if (transaction.aborted()) {
      attempt = null;
    } else if (transaction.logged()) {
      settle(current, choices);
    } else if (current.step() instanceof Ask<?>) {
      if (!advances(current)) {
        world.statistics().count(Count.WAITS);
        world.schedule().note(name, () -> "waits for " + transaction.waitsFor());
      }
    } else if (current.step() instanceof Step.LostRace) {
      transaction.abort();
      world.statistics().count(Count.LOST_RACES);
      world.schedule().note(name, () -> "has lost the race");
      attempt = null;
      known = null;
    } else if (current.step() instanceof Step.Orphaned orphaned) {
      transaction.abort();
      orphans.putAll(orphaned.orphans());
      children.addAll(orphaned.children());
      world.statistics().add(Count.PARKED, orphaned.orphans().size());
      world.schedule().note(name, () -> "meets " + orphaned);
      attempt = null;
    } else if (current.step() instanceof Step.Behind behind && isLateByNow(behind)) {
      transaction.abort();
      region.attemptedEvents();
      attempt = null;
      known = null;
    } else if (current.step() instanceof Step.Behind behind) {
      throw new Divergence(
          "No member is behind what is forgotten", region + " cannot judge " + behind);
    } else if (current.step() instanceof Step.Done) {
      commit(current, choices);
    }
  }

  /** Another task, which reads the same events, is further and has had what they met forgotten. */
  private boolean isLateByNow(Step.Behind behind) {
    return behind.arrival().change().external() && !world.lateEvents(batch, standing()).isEmpty();
  }

  private boolean advances(MergeAttempt current) {
    try {
      return current.advance();
    } catch (StoreException.RowsRefused e) {
      world.schedule().note(name, () -> "finds it taken");
      current.transaction().abort();
      attempt = null;
      orphans.clear();
      children.clear();
      narrow();
      return true;
    }
  }

  /** Goes on with the first of several changes; the row of a single one is parked. */
  private void narrow() {
    if (batch.size() == 1) {
      if (parking) {
        throw new Divergence("Whatever a constraint refuses is parked", batch.toString());
      }
      parking = true;
      world.statistics().count(Count.PARKED);
      return;
    }
    for (int i = batch.size() - 1; i > 0; i--) {
      positions.put(batch.get(i).stream(), (int) batch.get(i).place().offset());
    }
    batch.subList(1, batch.size()).clear();
    messages.subList(1, messages.size()).clear();
  }

  private void commit(MergeAttempt current, Choices choices) {
    LogTransaction logged =
        current.transaction().logCommit(world.nowMillis() + region.clockSkewMillis());
    messages.forEach(message -> world.oracle().merged(region.origin(), message, isUnseen(message)));
    messages.forEach(this::checkDrift);
    world.oracle().setBack(logged).stream()
        // What the columns of a row hold is no single change's, and may be alike by chance.
        .filter(row -> !world.byColumn(row.key().table()))
        .forEach(this::setBack);
    if (world.residency() == null) {
      world.relativeWrites().merged(region.origin(), messages, logged);
    }
    world.schedule().note(name, () -> "commits " + logged.entries());
    if (!world.settings().has(Trait.SLOW_VISIBILITY)) {
      settle(current, choices);
    }
  }

  /** Whether the row does not show a change that was merged. */
  private boolean isUnseen(Message message) {
    Residency residency = world.residency();
    boolean withheld =
        residency != null && new ResidencyFilter(residency, region.origin()).withholds(message);
    return withheld
        || world.withholds(region.origin(), message.change())
        || world.refuses(region, message);
  }

  /** C9, by another clock than the one that decides whether a lane waits. */
  private void checkDrift(Message message) {
    long ahead = message.sequence().millis() - world.nowMillis() - region.clockSkewMillis();
    if (ahead > World.DRIFT_MAX_MILLIS) {
      throw new Divergence(
          "Nothing is merged ahead of its time", region + " merged " + message + " " + ahead);
    }
  }

  private void setBack(RowChange row) {
    throw new Divergence(
        "A merge never sets a row back", region + " wrote " + row + " over " + row.before());
  }

  private void settle(MergeAttempt current, Choices choices) {
    becomeVisible(current);
    MergeReport report = current.report();
    Map<WatermarkKey, Watermark> standing = known;
    if (standing != null) {
      report.moves().forEach(move -> standing.put(move.stream(), move.to()));
    }
    world.statistics().count(Count.MERGES);
    world.statistics().add(Count.OWN_ROWS_RESTORED, report.rewritten());
    if (!choices.oneIn(6)) {
      region.offsets().putAll(positions);
    }
    if (batch.stream().anyMatch(arrival -> arrival.change().external())) {
      region.attemptedEvents();
    }
    attempt = null;
    parking = false;
    world.statistics().add(Count.DISPLACED, children.size());
    orphans.clear();
    children.clear();
    batch.clear();
    messages.clear();
  }

  private void becomeVisible(MergeAttempt current) {
    current.transaction().becomeVisible();
    if (world.residency() != null) {
      // What a region shows then is no single change's; the end tells.
      return;
    }
    RegionCheck check = new RegionCheck(region, world);
    world.keys().stream()
        .filter(key -> key.table().equals(world.childTable()))
        .forEach(check::noteUnshown);
    // A row that is parked with another one's delete may be an application's that is on its way.
    current.keys().stream()
        .filter(world::isRow)
        .map(world::key)
        .filter(key -> !parksAsChild(key) && !world.external(key.table()))
        .forEach(check::merged);
    current
        .report()
        .conflicts()
        .forEach(
            conflict -> {
              RowKey key = world.key(conflict.arrival().versionKey());
              if (world.external(key.table())) {
                return;
              }
              check.found(key, conflict.winner());
              check.found(key, conflict.loser());
            });
  }

  private boolean parksAsChild(RowKey key) {
    return children.stream()
        .anyMatch(child -> child.table().equals(key.table()) && child.name().equals(key.view()));
  }

  @Override
  public boolean finish() {
    return act(Choices.DULL);
  }

  /** Whether a batch is under way. */
  boolean busy() {
    return !batch.isEmpty();
  }

  /** Whether the data of a batch is written, and neither its log position nor its versions. */
  boolean dataWritten() {
    MergeAttempt current = attempt;
    return current != null
        && current.step() instanceof Ask<?> ask
        && ask.statement() instanceof ReadPosition;
  }

  /** Dies at whatever statement it is, and starts again from offsets that may be old. */
  @Override
  public void crash(Choices choices) {
    MergeAttempt current = attempt;
    if (current != null && current.transaction().logged()) {
      becomeVisible(current);
    } else if (current != null) {
      current.transaction().disconnect();
    }
    attempt = null;
    parking = false;
    orphans.clear();
    children.clear();
    known = null;
    batch.clear();
    messages.clear();
    positions.clear();
    for (WatermarkKey stream : new TreeSet<>(streams)) {
      int stored = region.offsets().getOrDefault(stream, 0);
      positions.put(stream, Math.max(0, stored - choices.below(3)));
    }
    world.schedule().note(name, () -> "dies and starts again");
  }

  @Override
  public String toString() {
    return name;
  }
}
