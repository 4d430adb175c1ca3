package org.anabranch.transforms.changes;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.header.MalformedHeaderException;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.Totals;
import org.anabranch.transforms.rows.BareImage;
import org.anabranch.transforms.rows.RecordRows;
import org.anabranch.transforms.rows.ValueShape;
import org.anabranch.transforms.rows.VersionHeader;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Narrows updates. Safe for several threads. */
public final class StartedOnlyChanges implements StartedTransform {

  private final OnlyChangesOptions options;
  private final LeftAlone leftAlone;
  private final Totals totals = new Totals();
  private final LongAdder narrowed =
      totals.of("narrowed-total", "Updates that went without columns");
  private final LongAdder columns =
      totals.of("columns-left-out-total", "Columns that updates went without");
  private final LongAdder whole =
      totals.of("whole-total", "Updates of the tables that went as they were");
  private final LongAdder withoutBefore =
      totals.of("without-before-total", "Updates that did not say what the row was before");

  /** Starts it. */
  public StartedOnlyChanges(OnlyChangesOptions options) {
    this.options = options;
    this.leftAlone = new LeftAlone(options.kept(), options.whole());
  }

  @Override
  public void publish(PluginMetrics metrics) {
    totals.publish(metrics);
  }

  /**
   * The record as it goes.
   *
   * @throws DataException where it may not; names its place, and no value
   */
  @Override
  public <R extends ConnectRecord<R>> R apply(R record) {
    Change change = change(record);
    if (change == null
        || change.kind() != ChangeKind.CHANGE
        || change.operation() != Operation.UPDATE
        || record.value() == null
        || !options.selects(change.table())) {
      return record;
    }
    RecordView key = view(record.key());
    ValueShape shape = shape(record);
    if (key == null || !(shape instanceof ValueShape.Envelope envelope)) {
      return withoutBefore(record, change);
    }
    RecordView before = view(envelope.before());
    RecordView after = view(envelope.after());
    if (before == null || after == null) {
      return withoutBefore(record, change);
    }
    // A row before that is nothing but a key may be all that the log says of it.
    Set<String> alone =
        BareImage.is(before, key) ? Set.of() : leftAlone.of(key, before, after, change.columns());
    if (alone.isEmpty()) {
      whole.increment();
      return record;
    }
    narrowed.increment();
    columns.add(alone.size());
    return narrowed(record, change, envelope, alone);
  }

  private static @Nullable Change change(ConnectRecord<?> record) {
    if (record.headers().lastWithName(ChangeHeader.NAME) == null) {
      return null;
    }
    try {
      return ChangeHeader.of(record);
    } catch (MalformedHeaderException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  private static ValueShape shape(ConnectRecord<?> record) {
    try {
      return RecordRows.shape(record.value());
    } catch (DataException e) {
      throw new DataException(
          "%s. At the value of %s".formatted(e.getMessage(), RecordPlace.of(record)));
    }
  }

  private static @Nullable RecordView view(@Nullable Object row) {
    return row instanceof Struct || row instanceof Map<?, ?> ? RecordViews.of(row) : null;
  }

  private <R extends ConnectRecord<R>> R withoutBefore(R record, Change change) {
    if (options.failsWithoutBefore()) {
      throw new DataException(
          ("The update of %s at %s does not say what the row was before. Run ALTER TABLE %s REPLICA"
                  + " IDENTITY FULL in %s, and put this transform before those that take the row"
                  + " out of Debezium's envelope; or set %s=pass")
              .formatted(
                  change.table(),
                  RecordPlace.of(record),
                  change.table(),
                  change.id().origin(),
                  OnlyChangesOptions.WITHOUT_BEFORE));
    }
    withoutBefore.increment();
    return record;
  }

  private static <R extends ConnectRecord<R>> R narrowed(
      R record, Change change, ValueShape.Envelope envelope, Set<String> alone) {
    ColumnMarks marks = change.columns();
    Set<String> unchanged = new HashSet<>(marks.unchanged());
    unchanged.addAll(alone);
    Change marked =
        change.with(
            new ColumnMarks(marks.withheld(), unchanged, marks.reselected(), marks.altered()));
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        NarrowedEnvelope.without(alone, envelope),
        record.timestamp(),
        VersionHeader.replaced(record, marked));
  }
}
