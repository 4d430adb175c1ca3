package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.DocumentMarker.Nonce;

/** One region of a simulation without transactions. */
final class DocumentRegion {

  private final Origin origin;
  private final long clockSkewMillis;
  private final DocumentStore store = new DocumentStore();
  private final Map<WatermarkKey, Integer> offsets = new HashMap<>();
  private final List<DocumentBatch> zombies = new ArrayList<>();
  private final Map<String, Long> numbers = new HashMap<>();

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
  String newWriter() {
    String writer = "w" + (numbers.size() + 1);
    numbers.put(writer, 0L);
    return writer;
  }

  Nonce nonce(String writer) {
    return new Nonce(writer, numbers.merge(writer, 1L, Long::sum));
  }

  @Override
  public String toString() {
    return origin.name();
  }
}
