package org.anabranch.transforms.rows;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The table that a record is about, told by the record alone. */
public final class RecordTable {

  /** Debezium's letters of what happens to rows, one or all. */
  private static final Set<String> OF_TABLES = Set.of("c", "u", "d", "r", "t");

  private RecordTable() {}

  /**
   * By the header {@code anabranch}, which marks and stubs have too, or else by Debezium's source;
   * null where neither names one.
   *
   * @throws DataException where the header cannot be read, or the value still holds its schema
   */
  public static @Nullable TableName of(ConnectRecord<?> record) {
    return record.headers().lastWithName(ChangeHeader.NAME) == null
        ? ofValue(record.value())
        : ChangeHeader.of(record).table();
  }

  private static @Nullable TableName ofValue(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      RecordRows.checkRead(map);
    }
    if (value == null || !RecordRows.isEnvelope(value)) {
      return null;
    }
    RecordView fields = Objects.requireNonNull(RecordViews.of(value));
    Object source = fields.value("source");
    boolean named = source instanceof Struct || source instanceof Map<?, ?>;
    RecordView view = named ? RecordViews.of(source) : null;
    return view == null || !OF_TABLES.contains(String.valueOf(fields.value("op")))
        ? null
        : ValueShape.Envelope.tableOf(view);
  }
}
