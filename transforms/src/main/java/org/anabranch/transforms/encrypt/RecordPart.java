package org.anabranch.transforms.encrypt;

import java.util.Locale;
import org.anabranch.transforms.rows.RowImage;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** What of a record a transform works on. */
public enum RecordPart {
  /** Its key. */
  KEY,
  /** Its value. */
  VALUE;

  @Nullable Object of(ConnectRecord<?> record) {
    return this == KEY ? record.key() : record.value();
  }

  @Nullable Schema schemaOf(ConnectRecord<?> record) {
    return this == KEY ? record.keySchema() : record.valueSchema();
  }

  /** The record with another one; all beside it is as it was. */
  <R extends ConnectRecord<R>> R with(R record, RowImage part) {
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        this == KEY ? part.schema() : record.keySchema(),
        this == KEY ? part.row() : record.key(),
        this == VALUE ? part.schema() : record.valueSchema(),
        this == VALUE ? part.row() : record.value(),
        record.timestamp(),
        record.headers().duplicate());
  }

  /** For messages. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
