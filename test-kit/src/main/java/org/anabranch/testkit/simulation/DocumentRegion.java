package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Origin;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.sink.single.SingleWriter;
import org.anabranch.sink.store.WatermarkKey;

/** One region of a simulation without transactions. */
final class DocumentRegion {

  private final Origin origin;
  private final long clockSkewMillis;
  private final DocumentStore store = new DocumentStore();
  private final Map<WatermarkKey, Integer> offsets = new HashMap<>();
  private final List<DocumentBatch> zombies = new ArrayList<>();
  private int writers;

  DocumentRegion(Origin origin, long clockSkewMillis) {
    this.origin = origin;
    this.clockSkewMillis = clockSkewMillis;
  }

  Origin origin() {
    return origin;
  }

  long clockSkewMillis() {
    return clockSkewMillis;
  }

  DocumentStore store() {
    return store;
  }

  /** The consumer group's offsets. Information only. */
  Map<WatermarkKey, Integer> offsets() {
    return offsets;
  }

  /** What tasks that were taken for dead are still doing. */
  List<DocumentBatch> zombies() {
    return zombies;
  }

  /** A new writer: one for each start of a task. */
  SingleWriter newWriter() {
    return new SingleWriter("w" + ++writers);
  }

  /** What marks of a document of this region are known by. */
  MarkedKey marked(RowKey key) {
    return new MarkedKey(origin, key.table(), key.hash());
  }

  @Override
  public String toString() {
    return origin.name();
  }
}
