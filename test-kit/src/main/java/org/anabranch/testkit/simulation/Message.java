package org.anabranch.testkit.simulation;

import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.store.Arrival;
import org.jspecify.annotations.Nullable;

/**
 * A record in a simulated Kafka log.
 *
 * @param header the change itself, or the text of its real header
 * @param truth the change as the oracle knows it; nothing but the oracle looks at it
 */
record Message(Object header, RowKey key, @Nullable String value, TrueChange truth) {

  static Message of(
      Change change, RowKey key, @Nullable String value, TrueChange truth, boolean wire) {
    return new Message(wire ? ChangeHeader.encode(change) : change, key, value, truth);
  }

  Stamp sequence() {
    return truth.sequence();
  }

  Arrival arrival(long offset) {
    Change change = header instanceof Change plain ? plain : ChangeHeader.decode(header);
    RecordView row =
        value == null
            ? null
            : Objects.requireNonNull(
                RecordViews.of(Map.<String, Object>of("id", key.number(), "value", value)));
    RecordPlace place =
        new RecordPlace(change.id().origin() + "." + key.table(), key.lane().number(), offset);
    return new Arrival(change, key.view(), row, place);
  }
}
