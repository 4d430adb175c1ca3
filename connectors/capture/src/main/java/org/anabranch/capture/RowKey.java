package org.anabranch.capture;

import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.apache.kafka.connect.source.SourceRecord;

/** A row's key as the protocol knows it. */
record RowKey(int lane, KeyHash hash) {

  /** Reads keys out of records; not thread-safe. */
  static final class Reader {

    private final CapturedLog log;
    private final int lanes;
    private final KeyHasher hasher;

    Reader(ContextOptions options, CapturedLog log) {
      this.log = log;
      this.lanes = options.lanes();
      this.hasher = KeyHasher.withSecret(options.keySecret());
    }

    RowKey of(SourceRecord record, TableName table) {
      byte[] canonical = log.canonicalKey(record, table);
      return new RowKey(CanonicalKey.lane(canonical, lanes).number(), hasher.hash(canonical));
    }
  }
}
