package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.capture.MarkedWrites;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.sink.single.Removal;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.DocumentEvent.Changed;
import org.jspecify.annotations.Nullable;

/**
 * Watches the stores, and so knows who wrote what, and what a store had merged when it was written.
 * Shares nothing with captures and sinks but the names of changes.
 */
final class DocumentOracle {

  private record Entry(Origin origin, int serial) {}

  private record Place(Origin origin, RowKey key) {}

  private record Name(RowKey key, ChangeId id) {}

  private final List<DocumentTruth> truths = new ArrayList<>();
  private final Map<Entry, DocumentTruth> local = new HashMap<>();
  private final Map<Place, BitSet> applied = new HashMap<>();
  private final Map<Place, BitSet> shown = new HashMap<>();
  private final Map<Name, DocumentTruth> named = new HashMap<>();
  private final Map<Origin, MarkedWrites> echoes = new HashMap<>();

  /** An application wrote a document. Answers false where the sink was about to do just that. */
  boolean committed(Origin origin, Changed changed) {
    if (echoes
            .getOrDefault(origin, MarkedWrites.NONE)
            .deletes(changed.before(), changed.after(), marked(origin, changed.key()))
        != null) {
      return false;
    }
    RowKey key = changed.key();
    MarkedDocument after = changed.after();
    BitSet past = (BitSet) of(applied, origin, key).clone();
    BitSet seen = (BitSet) of(shown, origin, key).clone();
    DocumentTruth truth =
        new DocumentTruth(
            truths.size(), origin, key, after == null ? null : after.content(), past, seen);
    truths.add(truth);
    local.put(new Entry(origin, changed.serial()), truth);
    apply(origin, truth, true);
    return true;
  }

  /**
   * The sink wrote a document.
   *
   * @param winner what it shows now, or by what it was deleted; null where it was only marked
   */
  void written(DocumentRegion region, Changed changed, @Nullable ChangeId winner) {
    DocumentTruth truth = winner == null ? null : named.get(new Name(changed.key(), winner));
    if (truth != null) {
      apply(region.origin(), truth, true);
    }
  }

  /** It is merged that the sink deletes a document. */
  void removing(DocumentRegion region, Removal removal) {
    MarkedWrites known = echoes.getOrDefault(region.origin(), MarkedWrites.NONE);
    echoes.put(region.origin(), known.withRemoving(removal.mark(), removal.since()));
  }

  /** The sink wrote what is merged of a key. */
  void merged(DocumentRegion region, Change change) {
    truths.stream()
        .filter(truth -> truth.stamped() != null && truth.id().equals(change.id()))
        .forEach(truth -> apply(region.origin(), truth, false));
  }

  /** A watermark moved: all that it passes must have been merged. */
  void moved(DocumentRegion region, WatermarkKey stream, Stamp to) {
    for (DocumentTruth truth : truths) {
      boolean passed =
          truth.stamped() != null
              && truth.origin().equals(stream.origin())
              && truth.key().table().equals(stream.table())
              && truth.key().lane().number() == stream.lane()
              && truth.id().stamp().compareTo(to) <= 0;
      if (passed && !of(applied, region.origin(), truth.key()).get(truth.number())) {
        throw new Divergence(
            "A watermark passes only what is merged", region + " has not merged " + truth);
      }
      if (passed) {
        apply(region.origin(), truth, true);
      }
    }
  }

  private static MarkedKey marked(Origin origin, RowKey key) {
    return new MarkedKey(origin, key.table(), key.hash());
  }

  private void apply(Origin origin, DocumentTruth truth, boolean visible) {
    BitSet ofKey = of(applied, origin, truth.key());
    ofKey.set(truth.number());
    ofKey.or(truth.past());
    if (visible) {
      of(shown, origin, truth.key()).set(truth.number());
    }
  }

  private static BitSet of(Map<Place, BitSet> sets, Origin origin, RowKey key) {
    return sets.computeIfAbsent(new Place(origin, key), absent -> new BitSet());
  }

  /** A capture takes a write for the sink's, or for an application's. */
  void told(Origin origin, Changed changed, boolean echo) {
    if (echo == local.containsKey(new Entry(origin, changed.serial()))) {
      throw new Divergence(
          echo ? "No local write is taken for an echo" : "No echo goes round",
          origin + " " + changed);
    }
  }

  /** A capture has named a local write. Answers whether it had before. */
  boolean captured(Origin origin, Changed changed, Change change) {
    DocumentTruth truth = local.get(new Entry(origin, changed.serial()));
    if (truth == null) {
      return false;
    }
    Change before = truth.stamped();
    if (before != null && !before.equals(change)) {
      throw new Divergence(
          "A replay names changes as before", truth + " was " + before + ", is " + change);
    }
    truth.stamp(change);
    named.put(new Name(truth.key(), change.id()), truth);
    return before != null;
  }

  @Nullable DocumentTruth named(RowKey key, ChangeId id) {
    return named.get(new Name(key, id));
  }

  List<DocumentTruth> of(RowKey key) {
    return truths.stream().filter(truth -> truth.key().equals(key)).toList();
  }

  /** The last of all: a change's name is above the names of all that it has seen. */
  static @Nullable DocumentTruth last(List<DocumentTruth> truths) {
    return truths.stream().max(Comparator.comparing(DocumentTruth::id)).orElse(null);
  }
}
