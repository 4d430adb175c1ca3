package org.anabranch.testkit.simulation;

import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What the sink keeps in a document, in the very write that it speaks of (docs/decisions/031). An
 * application that updates the document leaves it alone, one that replaces it takes it away, one
 * that writes back what it has read puts an old one there, perhaps in another document.
 *
 * @param region whose sink wrote it; another region's means nothing here
 * @param key of which document it is; another one's means nothing either
 * @param winner the change that the document showed when the sink wrote it; null where the sink has
 *     only marked what an application wrote
 * @param vector what was merged of the key by then
 * @param content stands for the hash of what the sink wrote
 * @param written which write of the sink that was
 * @param last the sink's last write of any kind
 * @param going set while the document is about to be deleted
 */
record DocumentMarker(
    Origin region,
    RowKey key,
    @Nullable ChangeId winner,
    VersionVector vector,
    @Nullable String content,
    @Nullable Nonce written,
    Nonce last,
    @Nullable Going going) {

  /**
   * Names one write of a sink for ever.
   *
   * @param writer one task from its start to its end
   * @param number rises with each of its writes
   */
  record Nonce(String writer, long number) {}

  /**
   * A document that is about to be deleted.
   *
   * @param winner the change that deletes it
   * @param content stands for the hash of what is deleted; a document that has changed since stays
   */
  record Going(ChangeId winner, String content, Nonce nonce) {}

  /** The sink writes a document that shows a change. */
  static DocumentMarker of(
      Origin region,
      RowKey key,
      ChangeId winner,
      VersionVector vector,
      String content,
      Nonce write) {
    return new DocumentMarker(region, key, winner, vector, content, write, write, null);
  }

  /** Of a document that an application wrote, and the sink did not. */
  static DocumentMarker bare(Origin region, RowKey key, Nonce write) {
    return new DocumentMarker(region, key, null, VersionVector.EMPTY, null, null, write, null);
  }

  /** The document as it is, about to be deleted, or left alone again. */
  DocumentMarker with(Nonce write, @Nullable Going deletion) {
    return new DocumentMarker(region, key, winner, vector, content, written, write, deletion);
  }

  /** The highest stamp that it tells of. */
  Stamp newest() {
    Stamp shown = winner == null ? Stamp.ZERO : winner.stamp();
    return going == null ? shown : Stamp.max(shown, going.winner().stamp());
  }
}
