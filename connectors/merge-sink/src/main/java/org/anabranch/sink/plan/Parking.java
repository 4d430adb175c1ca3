package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.plan.KeyMerge.Write;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.Statement.DropParked;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.WriteParked;
import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;

/**
 * What a merge does about rows that a constraint keeps out of their table (docs/decisions/018): the
 * winner is hidden, the table has no row of the key, and what it would hold is parked. Parked rows
 * of keys that have another winner now are dropped.
 */
final class Parking {

  private final Map<VersionKey, String> constraints;
  private final List<ParkedRow> parked = new ArrayList<>();

  /**
   * @param constraints what rows are known to violate, of the keys that have such rows
   */
  Parking(Map<VersionKey, String> constraints) {
    this.constraints = constraints;
  }

  /** Whether the key's row is to be parked, if it is written. */
  boolean parks(VersionKey key) {
    return constraints.containsKey(key);
  }

  /** Whether any row of the table is. */
  boolean parks(TableName table) {
    return constraints.keySet().stream().anyMatch(key -> key.table().equals(table));
  }

  /** Whether a write is one that violates the constraint. */
  boolean parks(VersionKey key, Write what) {
    return parks(key) && (what == Write.UPSERT || what == Write.RESTORE);
  }

  /**
   * Parks what a merge would write; answers what is written instead.
   *
   * @param written the columns that would be written
   * @param row as it was found
   */
  Write park(
      KeyMerge merge, Arrival source, @Nullable ColumnTexts written, @Nullable RowState row) {
    parked.add(
        ParkedRow.of(
            source,
            merge.version(),
            (row == null ? ColumnTexts.NONE : row.columns())
                .with(written == null ? ColumnTexts.NONE : written),
            String.valueOf(constraints.get(merge.start().key()))));
    merge.park();
    return Write.DELETE;
  }

  /** Parks rows that are deleted since they refer to rows that are. */
  void park(List<ParkedRow> rows) {
    parked.addAll(rows);
  }

  /** The steps that keep what is parked and drop what is not any more. */
  Step then(Collection<KeyMerge> merges, Supplier<Step> next) {
    Set<VersionKey> kept = parked.stream().map(ParkedRow::key).collect(Collectors.toSet());
    List<VersionKey> ended =
        merges.stream()
            .filter(KeyMerge::endsHidden)
            .map(merge -> merge.start().key())
            .filter(key -> !kept.contains(key))
            .toList();
    Supplier<Step> write =
        () -> parked.isEmpty() ? next.get() : new Ask<>(new WriteParked(parked), n -> next.get());
    return ended.isEmpty() ? write.get() : new Ask<>(new DropParked(ended), n -> write.get());
  }
}
