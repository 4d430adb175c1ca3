package org.anabranch.transforms.rows;

import java.util.Locale;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/** What of a record a transform works on. */
public enum RecordPart {
  /** Its key. */
  KEY,
  /** Its value. */
  VALUE;

  /** The key or the value; null where there is none. */
  public @Nullable Object of(ConnectRecord<?> record) {
    return this == KEY ? record.key() : record.value();
  }

  /** Its schema; null where there is none. */
  public @Nullable Schema schemaOf(ConnectRecord<?> record) {
    return this == KEY ? record.keySchema() : record.valueSchema();
  }

  /** The record with another one; all beside it is as it was. */
  public <R extends ConnectRecord<R>> R with(R record, RowImage part) {
    return with(record, part, record.headers().duplicate());
  }

  /** The record with another one and these headers; all else is as it was. */
  public <R extends ConnectRecord<R>> R with(R record, RowImage part, Headers headers) {
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        this == KEY ? part.schema() : record.keySchema(),
        this == KEY ? part.row() : record.key(),
        this == VALUE ? part.schema() : record.valueSchema(),
        this == VALUE ? part.row() : record.value(),
        record.timestamp(),
        headers);
  }

  /** For messages. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
