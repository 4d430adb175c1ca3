package org.anabranch.sink.single;

import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/**
 * What is merged of a key, in a document of its own.
 *
 * @param version what is merged
 * @param removed the mark by which the sink deletes the document, so that an application's write
 *     that it had not seen is gone with it; null where it is not the sink's to delete
 * @param position where the log ended when the sink had last written the document, or looked at it
 * @param revision rises with each write, and begins where no revision of the key ever was
 * @param forgotten nothing is in flight: nothing was merged yet, or all of it is forgotten
 */
public record SingleVersion(
    KeyVersion version,
    @Nullable Removal removed,
    long position,
    long revision,
    boolean forgotten) {

  /** Of a key of which nothing is merged, or all is forgotten. */
  public static SingleVersion nothing(long revision) {
    return new SingleVersion(KeyVersion.unknown(VersionVector.EMPTY), null, 0, revision, true);
  }

  SingleVersion merged(KeyVersion to, @Nullable Removal sinkRemoves, long at) {
    return new SingleVersion(to, sinkRemoves, Math.max(at, position), revision + 1, false);
  }

  /** The same under another revision, so that whoever read it before starts over. */
  SingleVersion touched(@Nullable Removal sinkRemoves) {
    return new SingleVersion(version, sinkRemoves, position, revision + 1, forgotten);
  }

  SingleVersion forget() {
    return nothing(revision + 1);
  }

  /** As the rule of stability knows it. */
  public VersionRow row(VersionKey key) {
    SinkWrite written = position == 0 ? null : new SinkWrite(position, 0, removed != null);
    return new VersionRow(key, version, false, written);
  }
}
