package org.anabranch.transforms.rows;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Takes off the headers by which Debezium names another row's key: where a key changes, it sends a
 * delete and a create, and each tells of the other. What may be told of one row may not be told of
 * another, and no sink reads them.
 */
public final class OtherKeys {

  private static final List<String> HEADERS = List.of("__debezium.newkey", "__debezium.oldkey");

  private OtherKeys() {}

  /**
   * Whether keys may have one of these fields of rows; of a key whose columns nobody knows they
   * may.
   */
  public static boolean mayHold(@Nullable Object key, List<FieldPath> fields) {
    if (!(key instanceof Struct || key instanceof Map<?, ?>)) {
      return true;
    }
    RecordView columns = Objects.requireNonNull(RecordViews.of(key));
    for (FieldPath field : fields) {
      String column = field.column();
      if (column == null || columns.has(column)) {
        return true;
      }
    }
    return false;
  }

  /** The record itself where it has none of them. */
  public static <R extends ConnectRecord<R>> R removed(R record) {
    Headers headers = record.headers();
    if (HEADERS.stream().allMatch(name -> headers.lastWithName(name) == null)) {
      return record;
    }
    Headers kept = headers.duplicate();
    HEADERS.forEach(kept::remove);
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        record.value(),
        record.timestamp(),
        kept);
  }
}
