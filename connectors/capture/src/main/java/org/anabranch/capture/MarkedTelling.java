package org.anabranch.capture;

import org.anabranch.model.change.DocumentWrites;
import org.anabranch.model.version.VersionVector;

/**
 * What a record tells of the marks that the sink has put into a document.
 *
 * @param receipt whether it tells of a write of the sink's, and of no change
 * @param writes which of the sink's writes the document bore
 * @param seen what the document showed before a local change
 */
record MarkedTelling(boolean receipt, DocumentWrites writes, VersionVector seen) {

  static final MarkedTelling NONE =
      new MarkedTelling(false, DocumentWrites.NONE, VersionVector.EMPTY);
}
