package org.anabranch.testkit.simulation;

import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.sink.single.Removal;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/** What one write looks like in the log of a store without transactions. */
sealed interface DocumentEvent {

  /**
   * A document was written or deleted.
   *
   * @param serial tells the store's writes apart
   * @param before its pre-image; null where there was none
   * @param after its post-image; null where it is gone
   * @param bySink who wrote it, in truth; nothing but the oracle looks at it
   */
  record Changed(
      int serial,
      RowKey key,
      @Nullable MarkedDocument before,
      @Nullable MarkedDocument after,
      boolean bySink,
      long committedAtMillis)
      implements DocumentEvent {}

  /** It was merged that the sink deletes a document, by this mark. */
  record Removing(Removal removal) implements DocumentEvent {}

  /** A watermark was written. */
  record Moved(WatermarkKey stream, Stamp sequence) implements DocumentEvent {}
}
