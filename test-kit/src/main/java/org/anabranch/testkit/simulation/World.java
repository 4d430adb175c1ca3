package org.anabranch.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.plan.LateEvents;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** What all regions share: time, Kafka's logs, and those who watch. */
final class World {

  private static final List<TableName> TABLES =
      List.of(new TableName("public", "row"), new TableName("public", "item"));

  /** How far a stamp may be ahead of a region's clock before its lane has to wait (C9). */
  static final long DRIFT_MAX_MILLIS = 200;

  /** Another system, which writes events of the rows of one table. */
  static final Origin SYSTEM = new Origin("x");

  /** How much older one of its events may be than those before it. */
  static final LateEvents LATE_EVENTS = new LateEvents(20);

  private static final long START_MILLIS = 1_000_000;

  private final Settings settings;
  private final Choices choices;
  private final Schedule schedule;
  private final Variant variant;
  private final Oracle oracle = new Oracle();
  private final RelativeWrites relativeWrites = new RelativeWrites(oracle, this::byColumn);
  private final Statistics statistics = new Statistics();
  private final List<RowKey> keys = new ArrayList<>();
  private final Map<VersionKey, RowKey> keysByVersion = new HashMap<>();
  private final Map<WatermarkKey, List<Message>> streams = new HashMap<>();
  private final Members members;
  private final List<SimulatedDatabase> databases = new ArrayList<>();
  private long nowMillis = START_MILLIS;
  private int values;
  private boolean settled;
  private final @Nullable Residency residency;

  World(Settings settings, Choices choices, Schedule schedule, Variant variant) {
    this.settings = settings;
    this.choices = choices;
    this.schedule = schedule;
    this.variant = variant;
    List<Origin> origins = new ArrayList<>();
    for (int i = 0; i < settings.regions(); i++) {
      origins.add(new Origin(String.valueOf((char) ('a' + i))));
    }
    members = new Members(origins);
    residency = variant.residency() ? Residency.draw(choices) : null;
    for (TableName table : TABLES.subList(0, settings.tables())) {
      for (int number = 0; number < settings.keys(); number++) {
        RowKey key = RowKey.of(table, number, settings.lanes());
        keys.add(key);
        keysByVersion.put(key.versionKey(), key);
      }
    }
  }

  /** What may go where; null where all may. */
  @Nullable Residency residency() {
    return residency;
  }

  private boolean isStranger(Region region) {
    return residency != null && residency.strangers().contains(region.origin());
  }

  Settings settings() {
    return settings;
  }

  Members members() {
    return members;
  }

  /** Those of the members that are there from the start. */
  Members firstMembers() {
    List<Origin> origins = members.origins();
    return settings.has(Trait.JOINS)
        ? new Members(origins.subList(0, origins.size() - 1))
        : members;
  }

  Oracle oracle() {
    return oracle;
  }

  RelativeWrites relativeWrites() {
    return relativeWrites;
  }

  Statistics statistics() {
    return statistics;
  }

  Variant variant() {
    return variant;
  }

  Schedule schedule() {
    return schedule;
  }

  List<RowKey> keys() {
    return keys;
  }

  /** Whether a version row is a row's, not a whole lane's. */
  boolean isRow(VersionKey key) {
    return keysByVersion.containsKey(key);
  }

  RowKey key(VersionKey key) {
    RowKey named = keysByVersion.get(key);
    if (named == null) {
      throw new IllegalArgumentException("No row is named " + key);
    }
    return named;
  }

  /** The row that goes with another one: a foreign key with ON DELETE CASCADE. */
  @Nullable RowKey cascade(RowKey deleted) {
    boolean parent = settings.has(Trait.CASCADES) && deleted.number() == 0 && settings.keys() > 1;
    return parent ? keys.get(keys.indexOf(deleted) + 1) : null;
  }

  /** The lanes that have keys. */
  List<TableLane> lanes() {
    return keys.stream().map(RowKey::tableLane).distinct().sorted().toList();
  }

  /** The log of one stream, in the order of its offsets. */
  List<Message> stream(WatermarkKey stream) {
    return streams.computeIfAbsent(stream, absent -> new ArrayList<>());
  }

  /** The streams that can have any record. */
  List<WatermarkKey> usedStreams() {
    List<WatermarkKey> used = new ArrayList<>();
    for (Origin origin : members.origins()) {
      keys.stream()
          .map(key -> new WatermarkKey(origin, key.table(), key.lane().number()))
          .distinct()
          .forEach(used::add);
    }
    return used;
  }

  /** The log of the other system's events, of all lanes in one; null where there is none. */
  @Nullable WatermarkKey eventLog() {
    return variant.external() ? new WatermarkKey(SYSTEM, TABLES.get(1), 0) : null;
  }

  /** Whether another system writes events of the rows of a table. */
  boolean external(TableName table) {
    return variant.external() && table.equals(TABLES.get(1));
  }

  /** All logs that a sink reads. */
  List<WatermarkKey> logs() {
    List<WatermarkKey> logs = usedStreams();
    WatermarkKey events = eventLog();
    if (events != null) {
      logs.add(events);
    }
    return logs;
  }

  /** Which other systems write a table, and the least stamp that may still come of each. */
  Map<Origin, Stamp> external(TableName table, Map<WatermarkKey, Watermark> standing) {
    return external(table) ? Map.of(SYSTEM, LATE_EVENTS.least(SYSTEM, table, standing)) : Map.of();
  }

  /** The events of a batch that come too late. */
  List<Arrival> lateEvents(List<Arrival> batch, Map<WatermarkKey, Watermark> standing) {
    if (variant.breaks(Omitted.EVENTS_BY_WATERMARK)) {
      return batch.stream().filter(event -> isPassed(event, standing)).toList();
    }
    if (variant.breaks(Omitted.LATE_EVENTS_ARE_MERGED)) {
      return List.of();
    }
    LateEvents.Found late = LATE_EVENTS.in(batch, standing);
    return Stream.concat(late.refused().stream(), late.again().stream()).toList();
  }

  private static boolean isPassed(Arrival event, Map<WatermarkKey, Watermark> standing) {
    Watermark at = standing.getOrDefault(event.stream(), Watermark.NONE);
    return event.change().external() && event.change().sequence().compareTo(at.sequence()) <= 0;
  }

  /** How long version rows wait for members that are silent. */
  Duration retention() {
    return Duration.ofDays(7);
  }

  long nowMillis() {
    return nowMillis;
  }

  void passTime(long millis) {
    nowMillis += millis;
  }

  /**
   * Whether a region cannot apply a change: always the same region, always the same change. What is
   * open of deletes in tables that are merged by column, docs/decisions/017 says.
   */
  boolean refuses(Region region, Message message) {
    Change change = message.change();
    return settings.has(Trait.REFUSALS)
        && !(byColumn(change.table()) && change.deletes())
        && isRowOfAnother(region.origin(), change)
        && Math.floorMod(change.id().hashCode() * 31 + region.origin().hashCode(), 5) == 0;
  }

  /** Whether a region may not hold a row, so that it gets a stub of the change. */
  boolean withholds(Origin region, Change change) {
    return settings.has(Trait.STUBS)
        && isRowOfAnother(region, change)
        && change.operation() != Operation.DELETE
        && Math.floorMod(change.id().hashCode() * 37 + region.hashCode(), 7) == 0;
  }

  private static boolean isRowOfAnother(Origin region, Change change) {
    return change.kind() == ChangeKind.CHANGE
        && change.key() != null
        && !change.id().origin().equals(region);
  }

  /**
   * Whether people were told, in some region, what a change that some region could not apply lost
   * against. Elsewhere its loss may look like a succession: docs/decisions/010.
   */
  boolean told(TrueChange change) {
    return oracle.refused(change)
        && databases.stream().anyMatch(database -> database.lost(change.key(), change.id()));
  }

  void has(SimulatedDatabase database) {
    databases.add(database);
  }

  /** A value that rows have had in several regions before anything was captured. */
  String oldValue(RowKey key) {
    if (byColumn(key.table())) {
      return ColumnRow.fresh("old" + key.number());
    }
    return settings.has(Trait.LONG_COLUMNS) ? LongColumn.written("old") : "old";
  }

  /** A value that no row ever had. */
  private String newValue(Region region, RowKey key) {
    String value = region + "" + ++values;
    if (key.table().equals(uniqueTable())) {
      return UniqueColumn.drawn(value, choices);
    }
    if (key.table().equals(childTable())) {
      return ParentColumn.drawn(value, settings.keys(), choices);
    }
    return settings.has(Trait.LONG_COLUMNS) ? LongColumn.written(value) : value;
  }

  /** What the applications of a region write. */
  RowValues values(Region region) {
    return new RowValues() {
      @Override
      public String fresh(RowKey key) {
        String value = newValue(region, key);
        if (residency != null) {
          return ResidentRow.fresh(value, isStranger(region));
        }
        return byColumn(key.table()) ? ColumnRow.fresh(value) : value;
      }

      @Override
      public String replaced(RowKey key, String before) {
        return byColumn(key.table()) ? changed(key, before) : newValue(region, key);
      }

      @Override
      public String changed(RowKey key, String before) {
        String value = newValue(region, key);
        if (residency != null) {
          return ResidentRow.changed(before, value, isStranger(region));
        }
        if (byColumn(key.table())) {
          return ColumnRow.changed(before, value);
        }
        return LongColumn.in(before) ? LongColumn.kept(value, before) : value;
      }
    };
  }

  /**
   * The table in which rows exclude each other: of two it is the second, or the one that is
   * referred to, in some worlds; null where none is.
   */
  @Nullable TableName uniqueTable() {
    if (variant.referring()) {
      return settings.keys() % 2 == 0 ? TABLES.get(0) : null;
    }
    return variant.unique() ? TABLES.get(settings.tables() - 1) : null;
  }

  /** The table whose rows refer to the other's; null where none do. */
  @Nullable TableName childTable() {
    return variant.referring() ? TABLES.get(1) : null;
  }

  /** Whether rows may refer to this one. */
  boolean isParent(RowKey key) {
    return variant.referring() && key.table().equals(TABLES.get(0));
  }

  /** The tables whose rows may be parked. */
  List<TableName> parkingTables() {
    return Stream.of(uniqueTable(), childTable()).filter(Objects::nonNull).toList();
  }

  References references() {
    return variant.referring()
        ? new References(Map.of(TABLES.get(1), Set.of(TABLES.get(0))))
        : References.NONE;
  }

  /** Whether a table is merged by column: of two it is the second. */
  boolean byColumn(TableName table) {
    return variant.byColumn() && table.equals(TABLES.get(settings.tables() - 1));
  }

  /** A person has settled every conflict: regions have nothing to keep any more. */
  void settled() {
    settled = true;
  }

  /** Whether regions may show what is not the winner's. */
  boolean keeping(TableName table) {
    return keepsLocal(table) && !settled;
  }

  /** Whether regions keep what they wrote themselves of a table: of two in the second. */
  boolean keepsLocal(TableName table) {
    return variant.keepLocal() && table.equals(TABLES.get(settings.tables() - 1));
  }

  SimulatedTransaction victim(List<SimulatedTransaction> cycle) {
    SimulatedTransaction victim = choices.pick(cycle);
    statistics.count(Count.DEADLOCKS);
    schedule.note("deadlock", () -> "of " + cycle + ", " + victim + " is aborted");
    return victim;
  }
}
