package org.anabranch.transforms.filter;

import java.util.HashSet;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.transforms.rows.VersionHeader;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/** Makes the records that go with an altered value, whose header says which columns are. */
final class AlteredRecords {

  private AlteredRecords() {}

  /** A record with another value; everything beside it is kept. */
  static <R extends ConnectRecord<R>> R of(
      R record,
      Subject subject,
      AlteredValue made,
      AlteredImages images,
      RecordConverters converters) {
    boolean bytes = RecordConverters.isBytes(record.value());
    Headers headers = headers(record, subject.change(), images.told());
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        bytes ? record.valueSchema() : made.schema(),
        bytes
            ? converters.valueBytes(record.topic(), headers, made.schema(), made.value())
            : made.value(),
        record.timestamp(),
        headers);
  }

  private static Headers headers(
      ConnectRecord<?> record, @Nullable Change change, @Nullable AlteredImage image) {
    return change == null || image == null
        ? record.headers().duplicate()
        : VersionHeader.replaced(record, marked(change, image));
  }

  /** Of what the image that counts has: the row as it is, or as it was where it is deleted. */
  private static Change marked(Change change, AlteredImage image) {
    ColumnMarks marks = change.columns();
    Set<String> withheld = with(marks.withheld(), image.dropped());
    ColumnMarks columns =
        new ColumnMarks(
            withheld,
            without(marks.unchanged(), withheld),
            without(marks.reselected(), withheld),
            without(with(marks.altered(), image.altered()), withheld));
    return change.with(columns);
  }

  private static Set<String> with(Set<String> columns, Set<String> more) {
    if (columns.isEmpty() || more.isEmpty()) {
      return columns.isEmpty() ? more : columns;
    }
    Set<String> all = new HashSet<>(columns);
    all.addAll(more);
    return all;
  }

  private static Set<String> without(Set<String> columns, Set<String> gone) {
    if (columns.isEmpty() || gone.isEmpty()) {
      return columns;
    }
    Set<String> all = new HashSet<>(columns);
    all.removeAll(gone);
    return all;
  }
}
