package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;

/**
 * Rows that refer to rows that a transaction deletes (docs/decisions/021): they are deleted with
 * them and parked, and their winners stay. An earlier attempt at the transaction has found them, so
 * that their version rows can be locked with all others, in the order of the keys.
 */
final class OrphanedRows {

  private final Origin own;
  private final int lanes;
  private final RecordPlace place;
  private final Map<VersionKey, Child> children = new TreeMap<>();
  private final Map<VersionKey, VersionRow> versions = new TreeMap<>();
  private final Map<VersionKey, RowState> states = new TreeMap<>();

  /**
   * @param lanes how many a table has
   * @param place the record because of which they are parked
   */
  OrphanedRows(
      Origin own, KeyHasher hasher, Collection<Child> children, int lanes, RecordPlace place) {
    this.own = own;
    this.lanes = lanes;
    this.place = place;
    for (Child child : children) {
      byte[] canonical = CanonicalKey.of(child.name());
      this.children.put(
          new VersionKey(
              child.table(), CanonicalKey.lane(canonical, lanes).number(), hasher.hash(canonical)),
          child);
    }
  }

  /** None at all. */
  static OrphanedRows none(Origin own, KeyHasher hasher) {
    return new OrphanedRows(own, hasher, List.of(), 1, new RecordPlace("", -1, -1));
  }

  Set<VersionKey> keys() {
    return children.keySet();
  }

  /**
   * Reads the rows, and locks them.
   *
   * @param locked the version rows of all of them
   */
  Step lock(Map<VersionKey, VersionRow> locked, Supplier<Step> next) {
    children.keySet().forEach(key -> versions.put(key, Objects.requireNonNull(locked.get(key))));
    Set<TableLane> unknown =
        versions.values().stream()
            .filter(row -> row.version().winner() == null)
            .map(row -> row.key().tableLane())
            .collect(Collectors.toSet());
    return unknown.isEmpty()
        ? lockRows(next)
        : new Ask<>(
            new ReadFloors(own, unknown),
            floors -> {
              versions.replaceAll((key, row) -> known(row, floors));
              return lockRows(next);
            });
  }

  /** Of a row of which nothing is known all is that is forgotten. */
  private VersionRow known(VersionRow row, Map<TableLane, VersionVector> floors) {
    VersionVector floor = floors.getOrDefault(row.key().tableLane(), VersionVector.EMPTY);
    return row.version().winner() != null
        ? row
        : new VersionRow(
            row.key(),
            KeyVersion.unversioned(row.version().vector().join(floor), own),
            false,
            row.written());
  }

  private Step lockRows(Supplier<Step> next) {
    if (children.isEmpty()) {
      return next.get();
    }
    List<RowTarget> targets =
        children.keySet().stream().map(key -> parked(key, ColumnTexts.NONE).target()).toList();
    Set<TableName> tables =
        children.keySet().stream().map(VersionKey::table).collect(Collectors.toSet());
    return new Ask<>(
        new LockRows(targets, tables),
        found -> {
          states.putAll(found);
          states.values().removeIf(state -> !state.exists());
          return next.get();
        });
  }

  /** A merge has another version of the row, and leaves the row itself alone. */
  void merged(VersionRow version) {
    if (version.version().winner() != null) {
      versions.put(version.key(), version);
    }
  }

  /** A merge writes the row. */
  void written(VersionKey key) {
    states.remove(key);
  }

  /** The rows that are there, to be deleted. */
  List<RowTarget> targets() {
    return states.keySet().stream().map(key -> parked(key, ColumnTexts.NONE).target()).toList();
  }

  boolean has(VersionKey key) {
    return states.containsKey(key);
  }

  VersionRow version(VersionKey key) {
    return Objects.requireNonNull(versions.get(key));
  }

  RowState state(VersionKey key) {
    return states.getOrDefault(key, RowState.MISSING);
  }

  /** As they are parked. */
  List<ParkedRow> parked() {
    return states.keySet().stream().filter(this::shown).map(this::parked).toList();
  }

  /** As it is parked. */
  ParkedRow parked(VersionKey key) {
    return parked(key, state(key).columns());
  }

  /** Whether its row shows its winner, or is an application's that is on its way. */
  boolean shown(VersionKey key) {
    VersionRow version = version(key);
    return !version.hidden() && !version.version().deleted();
  }

  /** Their version rows, once the rows are deleted. */
  List<VersionRow> versions(Map<VersionKey, SinkWrite> written) {
    List<VersionRow> rows = new ArrayList<>();
    for (VersionKey key : states.keySet()) {
      VersionRow row = version(key);
      SinkWrite write = Objects.requireNonNull(written.get(key));
      rows.add(
          new VersionRow(
              key,
              row.version(),
              row.hidden() || shown(key),
              new SinkWrite(
                  write.position(),
                  write.writer(),
                  true,
                  Displacement.kept(row, state(key), shown(key), write.position()))));
    }
    return rows;
  }

  private ParkedRow parked(VersionKey key, ColumnTexts columns) {
    Child child = Objects.requireNonNull(children.get(key));
    KeyVersion version = version(key).version();
    ChangeId winner = version.winner();
    return new ParkedRow(
        key,
        winner == null ? new ChangeId(own, Stamp.ZERO) : winner,
        version.sequence(),
        new Lane(key.lane(), lanes),
        child.name(),
        columns,
        child.foreignKey(),
        place,
        0,
        false,
        false);
  }
}
