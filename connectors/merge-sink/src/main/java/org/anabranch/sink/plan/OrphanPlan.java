package org.anabranch.sink.plan;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;

/**
 * One transaction that parks rows whose winners stay but that refer to rows that are about to be
 * deleted (docs/decisions/021), as a sequence of named statements; does no I/O, like {@link
 * MergePlan}. It comes before the delete, so that no row is seen that refers to nothing. Where rows
 * refer to these in turn it ends with {@link Step.Orphaned}: those are to be parked with them.
 *
 * <p>The first write repeats a watermark: by it the capture knows the transaction as the sink's.
 */
public final class OrphanPlan {

  private final Origin own;
  private final WatermarkMove marker;
  private final Map<VersionKey, Child> children = new TreeMap<>();
  private final Map<VersionKey, VersionRow> versions = new TreeMap<>();
  private final Map<TableName, List<RowTarget>> deleted = new TreeMap<>();
  private final Displacement displacement = new Displacement("", 0);
  private final int lanes;
  private final RecordPlace place;
  private final ReferenceCheck check;

  /**
   * A plan.
   *
   * @param marker moves any stream from where it stands to where it stands
   * @param children the rows; one that is gone by now is passed over
   * @param lanes how many a table has
   * @param place the record because of which they are parked
   */
  public OrphanPlan(
      Origin own,
      WatermarkMove marker,
      Collection<Child> children,
      KeyHasher hasher,
      int lanes,
      RecordPlace place,
      References references) {
    this.own = own;
    this.marker = marker;
    this.lanes = lanes;
    this.place = place;
    this.check = new ReferenceCheck(references);
    children.forEach(child -> this.children.putIfAbsent(key(child, hasher), child));
  }

  private VersionKey key(Child child, KeyHasher hasher) {
    byte[] canonical = CanonicalKey.of(child.name());
    return new VersionKey(
        child.table(), CanonicalKey.lane(canonical, lanes).number(), hasher.hash(canonical));
  }

  /** The first step. */
  public Step start() {
    return new Ask<>(
        new AdvanceWatermarks(List.of(marker)), moved -> moved ? lock() : new Step.LostRace());
  }

  private Step lock() {
    return MergePlan.claim(
        new TreeSet<>(children.keySet()),
        found -> {
          versions.putAll(found);
          return readFloors();
        });
  }

  /** A row of which nothing is known is all that is forgotten. */
  private Step readFloors() {
    Set<TableLane> unknown =
        versions.values().stream()
            .filter(row -> row.version().winner() == null)
            .map(row -> row.key().tableLane())
            .collect(Collectors.toSet());
    return unknown.isEmpty()
        ? lockRows()
        : new Ask<>(
            new ReadFloors(own, unknown),
            floors -> {
              versions.replaceAll((key, row) -> known(row, floors));
              return lockRows();
            });
  }

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

  private Step lockRows() {
    List<RowTarget> targets = children.keySet().stream().map(this::target).toList();
    Set<TableName> tables =
        children.keySet().stream().map(VersionKey::table).collect(Collectors.toSet());
    return new Ask<>(
        new LockRows(targets, tables),
        states -> {
          deleted.putAll(
              targets.stream()
                  .filter(target -> state(states, target.key()).exists())
                  .collect(
                      Collectors.groupingBy(target -> target.key().table(), Collectors.toList())));
          return delete(deleted.entrySet().iterator(), states);
        });
  }

  private static RowState state(Map<VersionKey, RowState> states, VersionKey key) {
    return states.getOrDefault(key, RowState.MISSING);
  }

  private RowTarget target(VersionKey key) {
    return parked(key, ColumnTexts.NONE).target();
  }

  private ParkedRow parked(VersionKey key, ColumnTexts columns) {
    Child child = Objects.requireNonNull(children.get(key));
    KeyVersion version = Objects.requireNonNull(versions.get(key)).version();
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

  private Step delete(
      Iterator<Map.Entry<TableName, List<RowTarget>>> tables, Map<VersionKey, RowState> states) {
    if (!tables.hasNext()) {
      Supplier<Step> end = () -> displacement.finish(null);
      return check.then(deleted, Map.of(), end);
    }
    Map.Entry<TableName, List<RowTarget>> table = tables.next();
    return new Ask<>(
        new DeleteRows(table.getKey(), table.getValue()),
        writer -> {
          for (RowTarget target : table.getValue()) {
            VersionKey key = target.key();
            RowState state = state(states, key);
            displacement.orphaned(
                parked(key, state.columns()),
                Objects.requireNonNull(versions.get(key)),
                state,
                writer);
          }
          return delete(tables, states);
        });
  }
}
