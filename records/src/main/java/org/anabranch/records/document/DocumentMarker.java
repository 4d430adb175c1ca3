package org.anabranch.records.document;

import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What the sink keeps in a document where only one write of one document is atomic, in the very
 * write that it speaks of (docs/decisions/031). An application that updates the document leaves it
 * alone, one that replaces it takes it away, one that writes back what it has read puts an old one
 * there, perhaps in another document.
 *
 * @param of for which document it was written
 * @param winner the change that the document showed when the sink wrote it; null where the sink has
 *     only marked what an application wrote
 * @param vector what was merged of the key by then
 * @param content stands for what the sink wrote; null as the winner
 * @param written which write of the sink that was; null as the winner
 * @param last the sink's last write of any kind
 * @param going set while the document is about to be deleted
 */
public record DocumentMarker(
    MarkedKey of,
    @Nullable ChangeId winner,
    VersionVector vector,
    @Nullable String content,
    @Nullable WriteId written,
    WriteId last,
    @Nullable Going going) {

  /**
   * A document that is about to be deleted.
   *
   * @param winner the change that deletes it
   * @param content stands for what is deleted; a document that has changed since stays
   * @param mark the write that said so
   */
  public record Going(ChangeId winner, String content, WriteId mark) {}

  /** The sink writes a document that shows a change. */
  public static DocumentMarker of(
      MarkedKey of, ChangeId winner, VersionVector vector, String content, WriteId write) {
    return new DocumentMarker(of, winner, vector, content, write, write, null);
  }

  /** Of a document that an application wrote, and the sink did not. */
  static DocumentMarker bare(MarkedKey of, WriteId write) {
    return new DocumentMarker(of, null, VersionVector.EMPTY, null, null, write, null);
  }

  /** The document as it is, about to be deleted, or left alone again. */
  DocumentMarker with(WriteId write, @Nullable Going deletion) {
    return new DocumentMarker(of, winner, vector, content, written, write, deletion);
  }

  /** The highest stamp that it tells of. */
  public Stamp newest() {
    Stamp shown = winner == null ? Stamp.ZERO : winner.stamp();
    return going == null ? shown : Stamp.max(shown, going.winner().stamp());
  }
}
