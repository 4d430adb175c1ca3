package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

  private final @Nullable String constraint;
  private final List<ParkedRow> parked = new ArrayList<>();

  /**
   * @param constraint what the batch's only change violates; null where nothing is known to be in
   *     the way
   */
  Parking(@Nullable String constraint) {
    this.constraint = constraint;
  }

  /** Whether the row is to be parked. */
  boolean parks() {
    return constraint != null;
  }

  /** Whether a write is one that violates the constraint. */
  boolean parks(Write what) {
    return constraint != null && (what == Write.UPSERT || what == Write.RESTORE);
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
            String.valueOf(constraint)));
    merge.park();
    return Write.DELETE;
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
