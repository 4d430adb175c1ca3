package org.anabranch.testkit.simulation;

import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.testkit.simulation.DocumentMarker.Nonce;
import org.jspecify.annotations.Nullable;

/**
 * What is merged of a document, in a document of its own.
 *
 * @param version what is merged
 * @param removed the mark by which the sink deletes the document, so that an application's write
 *     that it had not seen is gone with it; null where it is not the sink's to delete
 * @param position the log's end after the sink's last write of the document; zero for none
 * @param revision rises with each write, also where it was forgotten in between
 * @param forgotten nothing is in flight; only the revision is left, for whoever read it before
 */
record DocumentVersion(
    KeyVersion version, @Nullable Nonce removed, long position, long revision, boolean forgotten) {

  static final DocumentVersion NONE =
      new DocumentVersion(KeyVersion.unknown(VersionVector.EMPTY), null, 0, 0, true);

  DocumentVersion merged(KeyVersion to, @Nullable Nonce sinkRemoves, long at) {
    return new DocumentVersion(to, sinkRemoves, Math.max(at, position), revision + 1, false);
  }

  /** The same under another revision, so that whoever read it before starts over. */
  DocumentVersion touched(@Nullable Nonce sinkRemoves) {
    return new DocumentVersion(version, sinkRemoves, position, revision + 1, forgotten);
  }

  DocumentVersion forget() {
    return new DocumentVersion(NONE.version, null, 0, revision + 1, true);
  }

  /** As the rule of stability knows it. */
  VersionRow row(RowKey key) {
    SinkWrite written = position == 0 ? null : new SinkWrite(position, 0, removed != null);
    return new VersionRow(key.versionKey(), version, false, written);
  }
}
