package org.anabranch.capture;

import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** The canonical key of a row whose key columns are the fields of its record's key. */
public final class ColumnKey {

  private ColumnKey() {}

  /**
   * The bytes.
   *
   * @throws ConnectException where the table has no key, or one of a type that cannot be part of
   *     one; the message says how to mend it
   */
  public static byte[] of(SourceRecord record, TableName table) {
    if (record.key() == null) {
      throw new ConnectException(
          "The table "
              + table
              + " has no primary key, so its rows cannot be told apart in other regions. Name"
              + " the columns that identify a row with message.key.columns="
              + table
              + ":<column>,… or exclude the table");
    }
    RecordView view = Objects.requireNonNull(RecordViews.of(record.key()));
    try {
      return CanonicalKey.of(view);
    } catch (IllegalArgumentException e) {
      throw new ConnectException("Table " + table + ": " + e.getMessage(), e);
    }
  }
}
