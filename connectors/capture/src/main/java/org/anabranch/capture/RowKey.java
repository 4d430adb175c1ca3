package org.anabranch.capture;

import java.util.Objects;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** A row's key as the protocol knows it. */
record RowKey(int lane, KeyHash hash) {

  /** Reads keys out of records; not thread-safe. */
  static final class Reader {

    private final int lanes;
    private final KeyHasher hasher;

    Reader(ContextOptions options) {
      this.lanes = options.lanes();
      this.hasher = KeyHasher.withSecret(options.keySecret());
    }

    RowKey of(SourceRecord record, TableName table) {
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
        byte[] canonical = CanonicalKey.of(view);
        return new RowKey(CanonicalKey.lane(canonical, lanes).number(), hasher.hash(canonical));
      } catch (IllegalArgumentException e) {
        throw new ConnectException("Table " + table + ": " + e.getMessage(), e);
      }
    }
  }
}
