package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.sink.single.Removal;
import org.anabranch.sink.single.SingleVersion;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.DocumentEvent.Changed;
import org.anabranch.testkit.simulation.DocumentEvent.Moved;
import org.anabranch.testkit.simulation.DocumentEvent.Removing;
import org.jspecify.annotations.Nullable;

/**
 * A store in which one write of one document is atomic and nothing else is. Each method is one
 * statement. Its log has the writes in their order, with pre- and post-images.
 */
final class DocumentStore {

  /** More than a key is ever written. */
  private static final long REVISIONS = 1_000_000;

  /** Two changes of which neither had seen the other. */
  record Pair(RowKey key, ChangeId winner, ChangeId loser) {}

  private final Map<RowKey, MarkedDocument> documents = new TreeMap<>();
  private final Map<RowKey, SingleVersion> versions = new TreeMap<>();
  private final Map<WatermarkKey, Watermark> watermarks = new HashMap<>();
  private final Map<TableLane, VersionVector> floors = new HashMap<>();
  private final Set<Pair> conflicts = new HashSet<>();
  private final List<DocumentEvent> log = new ArrayList<>();
  private long begun;

  @Nullable MarkedDocument document(RowKey key) {
    return documents.get(key);
  }

  /** An application writes a document, whatever is there. What changes nothing is not logged. */
  @Nullable Changed write(RowKey key, @Nullable MarkedDocument to, long millis) {
    return write(key, to, false, millis);
  }

  /** The sink writes a document if it is still as it was read, to the last byte. */
  @Nullable Changed replace(
      RowKey key, @Nullable MarkedDocument from, @Nullable MarkedDocument to, long millis) {
    return Objects.equals(documents.get(key), from) ? write(key, to, true, millis) : null;
  }

  private @Nullable Changed write(
      RowKey key, @Nullable MarkedDocument to, boolean bySink, long millis) {
    MarkedDocument before = documents.get(key);
    if (Objects.equals(before, to)) {
      return null;
    }
    if (to == null) {
      documents.remove(key);
    } else {
      documents.put(key, to);
    }
    Changed changed = new Changed(log.size(), key, before, to, bySink, millis);
    log.add(changed);
    return changed;
  }

  SingleVersion version(RowKey key) {
    return versions.getOrDefault(key, SingleVersion.nothing(0));
  }

  /**
   * What is merged of a key; where that is nothing, it is there afterwards.
   *
   * @param anew whether its revision is one that the key never had
   */
  SingleVersion begin(RowKey key, boolean anew) {
    return versions.computeIfAbsent(
        key, absent -> SingleVersion.nothing(anew ? ++begun * REVISIONS : 1));
  }

  /** What is left of all that is forgotten, or was never merged, is gone. */
  void expire() {
    versions.values().removeIf(SingleVersion::forgotten);
  }

  /** Writes what is merged of a key if nobody else has since it was read. */
  boolean replace(RowKey key, SingleVersion from, SingleVersion to) {
    boolean same = version(key).revision() == from.revision();
    if (same) {
      versions.put(key, to);
      if (to.forgotten() && !from.forgotten()) {
        // It may be kept for a while; that nothing depends on it is seen best if it is not.
        versions.remove(key);
      }
      Removal removed = to.removed();
      if (removed != null && !removed.equals(from.removed())) {
        log.add(new Removing(removed));
      }
    }
    return same;
  }

  Watermark watermark(WatermarkKey stream) {
    return watermarks.getOrDefault(stream, Watermark.NONE);
  }

  /** Moves a watermark if it stands where it was read. */
  boolean move(WatermarkKey stream, Watermark from, Watermark to) {
    boolean same = watermark(stream).equals(from);
    if (same) {
      watermarks.put(stream, to);
      log.add(new Moved(stream, to.sequence()));
    }
    return same;
  }

  VersionVector floor(TableLane lane) {
    return floors.getOrDefault(lane, VersionVector.EMPTY);
  }

  void raise(TableLane lane, VersionVector to) {
    floors.merge(lane, to, VersionVector::join);
  }

  /** One that is recorded already stays as it is. */
  void record(Pair conflict) {
    conflicts.add(conflict);
  }

  Set<Pair> conflicts() {
    return conflicts;
  }

  List<DocumentEvent> log() {
    return log;
  }
}
