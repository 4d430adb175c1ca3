package org.anabranch.sink;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.plan.TableStreams;
import org.anabranch.sink.single.SingleStore;
import org.anabranch.sink.single.SinglyMerged;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.ColumnForm;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/** An open store, with the tables it is ready for and the watermarks that are known of it. */
final class StoreSession implements AutoCloseable {

  private final ContextStore store;
  private final Set<TableName> prepared = new HashSet<>();
  private final Map<WatermarkKey, Watermark> watermarks = new HashMap<>();
  private final Map<TableName, Map<String, ColumnForm>> columns = new HashMap<>();
  private @Nullable Set<AlteredColumn> altered;

  StoreSession(ContextStore store) {
    this.store = store;
  }

  /** Makes the store ready for the tables of a batch, at first for none. */
  void prepare(Collection<TableName> tables) {
    Set<TableName> met = new HashSet<>(tables);
    met.removeAll(prepared);
    if (!met.isEmpty() || tables.isEmpty()) {
      store.prepare(met);
      prepared.addAll(met);
    }
  }

  /**
   * Where a batch's streams stand, and the own origin's of the same lanes; asks the store for those
   * that are new.
   */
  Map<WatermarkKey, Watermark> watermarks(Origin own, List<Arrival> batch) {
    Set<WatermarkKey> unknown = new HashSet<>();
    WatermarkKey last = null;
    for (Arrival arrival : batch) {
      WatermarkKey stream = arrival.stream();
      if (stream.equals(last)) {
        continue;
      }
      last = stream;
      if (unknown.add(stream) && arrival.change().external()) {
        unknown.addAll(log(stream, arrival.change().lane().of()));
      }
      unknown.add(new WatermarkKey(own, stream.table(), stream.lane()));
    }
    unknown.removeAll(watermarks.keySet());
    if (!unknown.isEmpty()) {
      Map<WatermarkKey, Watermark> found = store.watermarks(unknown);
      unknown.forEach(stream -> watermarks.put(stream, found.getOrDefault(stream, Watermark.NONE)));
    }
    return watermarks;
  }

  /** What rows of a table consist of, as it was when the delivery began. */
  Map<String, ColumnForm> columns(TableName table) {
    return columns.computeIfAbsent(
        table,
        asked -> {
          prepare(Set.of(asked));
          return store.columns(asked);
        });
  }

  /** Another delivery begins: tables may have got other columns. */
  void forgetColumns() {
    columns.clear();
  }

  /** All streams of another system's events of a table, which lie in one log. */
  static List<WatermarkKey> log(WatermarkKey one, int lanes) {
    return IntStream.range(0, lanes)
        .mapToObj(lane -> new WatermarkKey(one.origin(), one.table(), lane))
        .toList();
  }

  /** Where streams stand now, whatever was known of them. */
  Map<WatermarkKey, Watermark> standing(Collection<WatermarkKey> streams) {
    return store.watermarks(streams);
  }

  Set<TableLane> lanesInFlight() {
    return store.lanesInFlight();
  }

  Map<TableName, Stamp> parkedTables() {
    return store.parkedTables();
  }

  TableStreams streams(ContextOptions context, TableName table) {
    return TableStreams.of(
        context.origin(), context.members().origins(), table, store.watermarksOf(table));
  }

  boolean excludes(TableName table) {
    return store.excludes(table);
  }

  /** Of which tables foreign keys are checked now; asks nobody where that is said of none. */
  References references(ForeignKeyPolicies policies) {
    return policies.any() ? store.references(policies::checks) : References.NONE;
  }

  Map<String, Long> countOrphans() {
    return store.countOrphans();
  }

  /** The columns that arrive altered; asks the store once, and again where others merged. */
  Set<AlteredColumn> altered() {
    Set<AlteredColumn> known = altered;
    if (known == null) {
      known = new HashSet<>(store.altered());
      altered = known;
    }
    return known;
  }

  /** What a committed transaction has kept of altered columns. */
  void learned(Collection<AlteredColumn> columns) {
    altered().addAll(columns);
  }

  void moved(List<WatermarkMove> moves) {
    moves.forEach(move -> watermarks.put(move.stream(), move.to()));
  }

  void forgetWatermarks() {
    watermarks.clear();
    altered = null;
  }

  /** A row as people are shown it. */
  String told(RecordView row) {
    return store.told(row);
  }

  /** How it is merged without transactions; null where it has them. */
  @Nullable SingleStore single() {
    return store instanceof SinglyMerged singly ? singly.single() : null;
  }

  StoreTransaction begin() {
    return store.begin();
  }

  @Override
  public void close() {
    store.close();
  }
}
