package org.anabranch.transforms.embeddings;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.TableName;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.header.MalformedHeaderException;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.Totals;
import org.anabranch.transforms.rows.EnvelopeCopies;
import org.anabranch.transforms.rows.RecordRows;
import org.anabranch.transforms.rows.RowImage;
import org.anabranch.transforms.rows.ValueShape;
import org.anabranch.transforms.rows.VersionHeader;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/** Takes vectors out of changes. Safe for several threads. */
public final class StartedDropEmbeddings implements StartedTransform {

  private final DropEmbeddingsOptions options;
  private final EmbeddingChecks checks;
  private final Descriptors descriptors;
  private final VectorlessRows rows;
  private final EnvelopeCopies envelopes = new EnvelopeCopies();
  private final Totals totals = new Totals();
  private final LongAdder dropped = totals.of("dropped-total", "Changes that went without vectors");
  private final LongAdder stale =
      totals.of("stale-total", "Changes after which a vector has to be computed anew");

  /** Starts it. */
  public StartedDropEmbeddings(DropEmbeddingsOptions options) {
    this.options = options;
    this.checks = new EmbeddingChecks(options);
    this.descriptors = new Descriptors(options);
    this.rows = new VectorlessRows(options);
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
    if (record.value() == null) {
      return record;
    }
    Change change = change(record);
    ValueShape shape = shape(record);
    boolean rowless =
        change != null
            && change.kind() != ChangeKind.CHANGE
            && change.kind() != ChangeKind.SNAPSHOT;
    if (rowless || shape instanceof ValueShape.NoRow) {
      return record;
    }
    TableName table = table(record, change, shape);
    EmbeddedTable embedded = options.tables().get(table);
    return embedded == null
        ? record
        : without(record, shape, EmbeddedChange.of(table, change, shape), embedded);
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
    if (!(record.value() instanceof Struct || record.value() instanceof Map<?, ?>)) {
      throw refused(
          record,
          "it has no fields. Put the transform where rows are structs or maps, or leave such topics"
              + " out with a predicate");
    }
    try {
      return RecordRows.shape(record.value());
    } catch (DataException e) {
      throw refused(record, String.valueOf(e.getMessage()));
    }
  }

  private static TableName table(
      ConnectRecord<?> record, @Nullable Change change, ValueShape shape) {
    TableName named = shape instanceof ValueShape.Envelope envelope ? envelope.table() : null;
    if (change == null && named == null) {
      throw refused(
          record,
          "nothing says of which table it is. Put the transform before those that take rows out of"
              + " Debezium's envelope, or leave such topics out with a predicate");
    }
    return change == null ? Objects.requireNonNull(named) : change.table();
  }

  private <R extends ConnectRecord<R>> R without(
      R record, ValueShape shape, EmbeddedChange change, EmbeddedTable embedded) {
    check(record, change, embedded);
    boolean changed = change.changesContent(embedded);
    boolean raises = changed && options.flag() != null;
    Set<String> left = options.dropped(embedded);
    RowImage before = rows.of(change.table(), change.before(), left, false);
    RowImage after = rows.of(change.table(), change.after(), left, raises);
    RowImage value =
        shape instanceof ValueShape.Envelope envelope
            ? envelopes.of(envelope, before, after)
            : after;
    dropped.increment();
    stale.add(changed ? 1 : 0);
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        value.schema() == null ? record.valueSchema() : value.schema(),
        value.row(),
        record.timestamp(),
        headers(record, change, embedded, raises));
  }

  private void check(ConnectRecord<?> record, EmbeddedChange change, EmbeddedTable embedded) {
    if (change.isUpdate() && change.before() == null) {
      throw refused(
          record,
          ("the update does not say what the row was before, so nobody knows whether its vector is"
                  + " out of date. Run in every region: ALTER TABLE %s REPLICA IDENTITY FULL")
              .formatted(change.table()));
    }
    Stream.of(change.before(), change.after())
        .forEach(
            row -> {
              RecordView view = RecordViews.of(row);
              String misfit = view == null ? null : checks.misfit(embedded, view, change.marks());
              if (misfit != null) {
                throw refused(record, misfit);
              }
            });
  }

  private Headers headers(
      ConnectRecord<?> record, EmbeddedChange change, EmbeddedTable embedded, boolean raises) {
    Change told = change.change();
    Set<String> left = new TreeSet<>(options.dropped(embedded));
    String flag = options.flag();
    if (flag != null && !raises) {
      left.add(flag);
    }
    Headers headers =
        told == null
            ? record.headers().duplicate()
            : VersionHeader.replaced(record, told.with(change.marked(left)));
    RecordView row = change.row();
    return row == null
        ? headers
        : headers
            .remove(Descriptors.HEADER)
            .addString(Descriptors.HEADER, descriptors.of(embedded, row, change.marks()));
  }

  private static DataException refused(ConnectRecord<?> record, String why) {
    return new DataException(
        "The vectors of the record at %s cannot be left out: %s"
            .formatted(RecordPlace.of(record), why));
  }
}
