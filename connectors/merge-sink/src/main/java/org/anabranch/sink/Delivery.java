package org.anabranch.sink;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.Refusal;
import org.apache.kafka.connect.sink.SinkRecord;

/** What one call of {@code put} is to merge, in the order of arrival. */
final class Delivery {

  private final List<SinkRecord> records = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  void add(SinkRecord record, Reading reading) {
    records.add(record);
    if (reading instanceof Reading.Understood understood) {
      arrivals.add(understood.arrival());
    } else if (reading instanceof Reading.Stray stray) {
      refusals.add(stray.refusal());
    }
  }

  List<SinkRecord> records() {
    return records;
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  List<Refusal> refusals() {
    return refusals;
  }

  /** The record at a place; looked for one by one, since only refused ones are asked for. */
  SinkRecord record(RecordPlace place) {
    return records.stream()
        .filter(record -> RecordPlace.of(record).equals(place))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Not of this delivery: " + place));
  }
}
