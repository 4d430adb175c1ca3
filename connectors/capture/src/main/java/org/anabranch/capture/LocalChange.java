package org.anabranch.capture;

import org.anabranch.model.change.KeyHash;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** A change of this database, stamped and dealt to its lane, on its way to become a record. */
record LocalChange(
    SourceRecord record,
    LogEvent.Row row,
    Stamped stamped,
    boolean firstSnapshot,
    int lane,
    @Nullable KeyHash key) {}
