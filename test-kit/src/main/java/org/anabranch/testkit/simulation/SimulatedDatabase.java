package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.LogEntry.WatermarkChange;
import org.jspecify.annotations.Nullable;

/**
 * A database with row locks, READ COMMITTED statements, log positions at statement time and a log
 * in commit order. It promises what Postgres promises and nothing more; it has no threads, so what
 * happens between two steps of a transaction is up to whoever calls.
 */
final class SimulatedDatabase {

  private final Relation<RowKey, String> rows = new Relation<>();
  private final Relation<WatermarkKey, Watermark> watermarks = new Relation<>();
  private final Relation<VersionKey, VersionRow> versions = new Relation<>();
  private final Relation<TableLane, VersionVector> floors = new Relation<>();
  private final Relation<ConflictKey, RecordedConflict> conflicts = new Relation<>();
  private final Relation<VersionKey, ParkedRow> parked = new Relation<>();
  private final Relation<String, RowKey> unique = new Relation<>();
  private final Set<AlteredColumn> altered = new TreeSet<>();
  private final List<LogTransaction> log = new ArrayList<>();
  private final List<SimulatedTransaction> begun = new ArrayList<>();
  private final Deadlocks deadlocks;
  private long position = 1;
  private long transactions;
  private long incarnations;
  private long serials;
  private long seen;
  private final Map<VersionKey, Long> mergedAtMillis = new HashMap<>();
  private long nowMillis;

  SimulatedDatabase(Deadlocks deadlocks) {
    this.deadlocks = deadlocks;
  }

  /** Who is to be sacrificed of transactions that wait for one another. */
  interface Deadlocks {
    SimulatedTransaction victim(List<SimulatedTransaction> cycle);
  }

  SimulatedTransaction begin(String name) {
    SimulatedTransaction transaction = new SimulatedTransaction(this, newTransactionId(), name);
    begun.add(transaction);
    return transaction;
  }

  Relation<RowKey, String> rows() {
    return rows;
  }

  Relation<WatermarkKey, Watermark> watermarks() {
    return watermarks;
  }

  Relation<VersionKey, VersionRow> versions() {
    return versions;
  }

  /** What is forgotten of lanes; written only by who has the own watermark of the lane locked. */
  Relation<TableLane, VersionVector> floors() {
    return floors;
  }

  Relation<ConflictKey, RecordedConflict> conflicts() {
    return conflicts;
  }

  Relation<VersionKey, ParkedRow> parked() {
    return parked;
  }

  /** Which row has what only one may have. */
  Relation<String, RowKey> unique() {
    return unique;
  }

  /** The lowest stamp of a parked row of a table; null where there is none. */
  @Nullable Stamp lowestParked(TableName table) {
    List<Stamp> stamps = new ArrayList<>();
    parked.forEachCommitted(
        (key, row) -> {
          if (key.table().equals(table)) {
            stamps.add(row.id().stamp());
          }
        });
    return stamps.stream().min(Stamp::compareTo).orElse(null);
  }

  /** How many transactions that changed rows others see. */
  long seen() {
    return seen;
  }

  /** One more. */
  void rowsSeen() {
    seen++;
  }

  /** Where the streams of a table stand. */
  Map<WatermarkKey, Watermark> standing(TableName table) {
    Map<WatermarkKey, Watermark> standing = standing();
    standing.keySet().removeIf(stream -> !stream.table().equals(table));
    return standing;
  }

  /** Whether a version row was last written so long ago, by the database's clock. */
  boolean olderThan(VersionKey key, long millis) {
    return mergedAtMillis.getOrDefault(key, nowMillis) < nowMillis - millis;
  }

  void wrote(VersionKey key) {
    mergedAtMillis.put(key, nowMillis);
  }

  /** Sets the database's clock. */
  void now(long millis) {
    nowMillis = millis;
  }

  /**
   * Rewrites all rows, so that each has a new writer's mark. Answers whether it could: not while
   * somebody has a row locked, or, unless it is careless, a merge is under way or has written a row
   * that may have to be restored.
   */
  boolean rewriteRows(boolean careless) {
    boolean[] waiting = {rows.anyHeld() || (!careless && watermarks.anyHeld())};
    versions.forEachCommitted((key, row) -> waiting[0] |= !careless && row.written() != null);
    if (!waiting[0]) {
      long writer = newTransactionId();
      rows.forEachSlot(slot -> slot.rewritten(writer));
    }
    return !waiting[0];
  }

  /** Whether a change is recorded as the loser of a conflict. */
  boolean lost(RowKey key, ChangeId loser) {
    boolean[] found = {false};
    conflicts.forEachCommitted(
        (conflict, same) ->
            found[0] |=
                !conflict.quarantine()
                    && conflict.key().equals(key.versionKey())
                    && conflict.loser().equals(loser));
    return found[0];
  }

  /** Where streams stand, as a statement outside of any transaction reads them. */
  Map<WatermarkKey, Watermark> standing() {
    Map<WatermarkKey, Watermark> standing = new HashMap<>();
    watermarks.forEachCommitted(standing::put);
    return standing;
  }

  /** Every committed transaction that changed something captured, in commit order. */
  List<LogTransaction> log() {
    return log;
  }

  /**
   * Where the next log record will begin. A record that is written later may have this very
   * position, as in Postgres.
   */
  long position() {
    return position;
  }

  /** The position of a record that is written now. */
  long newPosition() {
    return position++;
  }

  /**
   * All transactions with a lower number have ended, and what they did is seen (Postgres:
   * pg_snapshot_xmin). So have their savepoints, whose numbers lie above their transaction's.
   */
  long oldestOpen() {
    begun.removeIf(SimulatedTransaction::ended);
    return begun.stream().mapToLong(SimulatedTransaction::id).min().orElse(transactions + 1);
  }

  long newTransactionId() {
    return ++transactions;
  }

  long newIncarnation() {
    return ++incarnations;
  }

  long newSerial() {
    return ++serials;
  }

  /** A transaction that nobody reads anything of. */
  void stir() {
    SimulatedTransaction stirring = begin("stir");
    standing().entrySet().stream()
        .findFirst()
        .map(stands -> new WatermarkChange(stands.getKey(), stands.getValue().sequence()))
        .ifPresent(stirring::log);
    stirring.logCommit(nowMillis);
    stirring.becomeVisible();
  }

  void append(LogTransaction committed) {
    if (!committed.entries().isEmpty()) {
      log.add(committed);
    }
  }

  /** Aborts one of the transactions that wait for one another, if {@code last} closed a cycle. */
  void breakDeadlock(SimulatedTransaction last) {
    List<SimulatedTransaction> cycle = new ArrayList<>();
    SimulatedTransaction next = last;
    while (next != null && !cycle.contains(next)) {
      cycle.add(next);
      next = next.waitsFor();
    }
    if (isCycle(last, next)) {
      deadlocks.victim(cycle).abort();
    }
  }

  private static boolean isCycle(
      SimulatedTransaction last, @Nullable SimulatedTransaction closing) {
    return closing == last;
  }

  /** The columns that arrive altered; kept also where who told of one gave up. */
  Set<AlteredColumn> altered() {
    return altered;
  }

  /** Those of a table. */
  Set<String> altered(TableName table) {
    return altered.stream()
        .filter(column -> column.table().equals(table))
        .map(AlteredColumn::column)
        .collect(Collectors.toSet());
  }
}
