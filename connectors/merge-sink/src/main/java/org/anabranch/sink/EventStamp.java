package org.anabranch.sink;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoField;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.event.ContextEvent;
import org.apache.kafka.common.utils.Utils;

/**
 * The stamp of an event of another system: its time, to the microsecond, and where two of one row
 * have the same, six bits of its id, so that their order depends on nothing but themselves. Of two
 * that are alike in that as well the first in their log counts, as for all stamps.
 */
final class EventStamp {

  private static final int MICROS_OF_MILLI = 1_000;
  private static final int ID_BITS = 6;

  private EventStamp() {}

  static Stamp of(ContextEvent event) {
    Instant at = event.timestamp();
    int micros = at.get(ChronoField.MICRO_OF_SECOND) % MICROS_OF_MILLI;
    int id = Utils.murmur2(event.eventId().getBytes(StandardCharsets.UTF_8));
    long counter = ((long) micros << ID_BITS) | (id & ((1 << ID_BITS) - 1));
    return new Stamp(Stamp.atMillis(at.toEpochMilli()).bits() | counter);
  }
}
