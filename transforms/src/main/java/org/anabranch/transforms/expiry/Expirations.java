package org.anabranch.transforms.expiry;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.TableName;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.header.MalformedHeaderException;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.filter.Stubs;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.Totals;
import org.anabranch.transforms.rows.RecordRows;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Judges records by the time at which their rows expire. Safe for several threads. */
public final class Expirations implements StartedTransform {

  private final ExpiryOptions options;
  private final Clock clock;
  private final Totals totals = new Totals();
  private final LongAdder expired = totals.of("expired-total", "Records whose row had expired");

  public Expirations(ExpiryOptions options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  @Override
  public void publish(PluginMetrics metrics) {
    totals.publish(metrics);
  }

  /**
   * What goes on: the record itself, or what an expired one leaves; null where that is nothing.
   *
   * @throws DataException where it cannot be judged; tells no value
   */
  @Override
  public <R extends ConnectRecord<R>> @Nullable R apply(R record) {
    if (record.value() == null) {
      return record;
    }
    try {
      Change change =
          record.headers().lastWithName(ChangeHeader.NAME) == null ? null : ChangeHeader.of(record);
      if (change != null && !writes(change)) {
        return record;
      }
      return isExpired(record, change) ? instead(record, change) : record;
    } catch (UnreadableFieldException e) {
      throw refused(record, e);
    } catch (MalformedHeaderException e) {
      throw new DataException(e.getMessage() + " (" + RecordPlace.of(record) + ")", e);
    }
  }

  /** Marks, stubs, deletes and truncates pass. */
  private static boolean writes(Change change) {
    return (change.kind() == ChangeKind.CHANGE || change.kind() == ChangeKind.SNAPSHOT)
        && !change.deletes();
  }

  private DataException refused(ConnectRecord<?> record, UnreadableFieldException problem) {
    return new DataException(
        problem.getMessage()
            + " ("
            + RecordPlace.of(record)
            + "). Mend "
            + ExpiryOptions.FIELD
            + (problem.isMissing()
                ? ", or set " + ExpiryOptions.MISSING + "=ignore where tables differ"
                : ""));
  }

  private boolean isExpired(ConnectRecord<?> record, @Nullable Change change) {
    Instant expires = expires(record, change);
    return expires != null && options.grace().after(expires).isBefore(clock.instant());
  }

  private @Nullable Instant expires(ConnectRecord<?> record, @Nullable Change change) {
    ValueShape shape = RecordRows.shape(record.value());
    TableName table = change == null ? table(shape) : change.table();
    FieldExpiry field = options.fields().of(table);
    Lifetime fixed = options.defaults().of(table);
    Header header = header(record);
    Object row = row(shape);
    if (field == null && fixed == null && header == null) {
      return null;
    }
    if (row == null) {
      checkIsNoRow(record, shape, change);
      return null;
    }
    Instant committed = committed(record, shape, change);
    if (header != null) {
      return byHeader(header, committed, record);
    }
    if (field != null && change != null && isUnseen(field, change.columns())) {
      return null;
    }
    Instant expires = field == null ? null : byField(field, row, committed);
    return expires != null || fixed == null || committed == null ? expires : fixed.after(committed);
  }

  private @Nullable Instant byField(FieldExpiry field, Object row, @Nullable Instant committed) {
    try {
      return field.of(row, committed, options.times());
    } catch (UnreadableFieldException e) {
      if (e.isMissing() && !options.failsOnMissing()) {
        return null;
      }
      throw e;
    }
  }

  /** What did not come, or came masked or encrypted, is nothing to judge by. */
  private static boolean isUnseen(FieldExpiry field, ColumnMarks marks) {
    return !marks.equals(ColumnMarks.NONE)
        && (marks.withheld().stream().anyMatch(field::reads)
            || marks.unchanged().stream().anyMatch(field::reads)
            || marks.altered().stream().anyMatch(field::reads));
  }

  private static @Nullable TableName table(ValueShape shape) {
    return shape instanceof ValueShape.Envelope envelope ? envelope.table() : null;
  }

  /** The row that the change leaves; null where it leaves none. */
  private static @Nullable Object row(ValueShape shape) {
    if (shape instanceof ValueShape.Envelope envelope) {
      return envelope.op() == 'd' ? null : envelope.after();
    }
    return shape instanceof ValueShape.Row one ? one.row() : null;
  }

  private static void checkIsNoRow(
      ConnectRecord<?> record, ValueShape shape, @Nullable Change change) {
    boolean fields = record.value() instanceof Struct || record.value() instanceof Map<?, ?>;
    if (shape instanceof ValueShape.NoRow && change != null && !fields) {
      throw new DataException(
          "The value at %s is no row that could be judged. Use ExpireContext where records have been"
                  .formatted(RecordPlace.of(record))
              + " read: in a sink connector, not in MirrorMaker");
    }
  }

  private @Nullable Header header(ConnectRecord<?> record) {
    return options.header() == null ? null : record.headers().lastWithName(options.header());
  }

  private @Nullable Instant byHeader(
      Header header, @Nullable Instant committed, ConnectRecord<?> record) {
    Object value = header.value();
    if (value == null) {
      return null;
    }
    Object read = value instanceof byte[] raw ? new String(raw, StandardCharsets.UTF_8) : value;
    try {
      if (read instanceof String text && Lifetime.is(text.strip())) {
        return committed == null ? null : Lifetime.parse(text.strip()).after(committed);
      }
      return options.times().moment(read, header.schema());
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "The header '%s' at %s does not say when the record expires: %s"
              .formatted(header.key(), RecordPlace.of(record), e.getMessage()));
    }
  }

  /** When the change was committed, as far as the record tells; null where it does not. */
  private static @Nullable Instant committed(
      ConnectRecord<?> record, ValueShape shape, @Nullable Change change) {
    if (change != null) {
      return change.committedAtMicros() > 0
          ? Instant.EPOCH.plus(change.committedAtMicros(), ChronoUnit.MICROS)
          : null;
    }
    RecordView source = shape instanceof ValueShape.Envelope envelope ? envelope.source() : null;
    if (source != null && source.value("ts_ms") instanceof Long millis && millis > 0) {
      return Instant.ofEpochMilli(millis);
    }
    Long written = record.timestamp();
    return written == null ? null : Instant.ofEpochMilli(written);
  }

  private <R extends ConnectRecord<R>> @Nullable R instead(R record, @Nullable Change change) {
    expired.increment();
    if (change == null) {
      return options.dropsUnstamped() ? null : record;
    }
    if (change.kind() == ChangeKind.SNAPSHOT) {
      // It is in no vector: nobody waits for it.
      return null;
    }
    return record instanceof SinkRecord ? Stubs.keyed(record, change) : Stubs.of(record, change);
  }
}
