package org.anabranch.testkit.simulation;

import java.util.Objects;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.testkit.simulation.DocumentMarker.Going;
import org.anabranch.testkit.simulation.DocumentMarker.Nonce;
import org.jspecify.annotations.Nullable;

/**
 * A document.
 *
 * @param content all that is the application's
 * @param marker as it lies in the document, whoever put it there
 */
record DocumentState(String content, @Nullable DocumentMarker marker) {

  /** The marker that this region's sink wrote for this very document; else null. */
  static @Nullable DocumentMarker marker(
      @Nullable DocumentState document, Origin region, RowKey key) {
    DocumentMarker found = document == null ? null : document.marker;
    boolean ours = found != null && found.region().equals(region) && found.key().equals(key);
    return ours ? found : null;
  }

  /** Which of the sink's writes an application has built upon, or shows itself; null for none. */
  static @Nullable Nonce written(@Nullable DocumentState document, Origin region, RowKey key) {
    DocumentMarker found = marker(document, region, key);
    return found == null ? null : found.written();
  }

  /** Whether nobody has written it since the sink did. */
  static boolean asTheSinkLeftIt(@Nullable DocumentState document, Origin region, RowKey key) {
    DocumentMarker found = marker(document, region, key);
    return found != null
        && document != null
        && found.written() != null
        && document.content.equals(found.content());
  }

  /** Whether the sink is about to delete it, and nobody has written it since; null if not. */
  static @Nullable Going going(@Nullable DocumentState document, Origin region, RowKey key) {
    DocumentMarker found = marker(document, region, key);
    Going going = found == null ? null : found.going();
    return going != null && document != null && going.content().equals(document.content)
        ? going
        : null;
  }

  /** Whether both are what one write of the application's has left, whatever was marked since. */
  boolean sameWrite(@Nullable DocumentState other, Origin region, RowKey key) {
    return other != null
        && content.equals(other.content)
        && Objects.equals(written(this, region, key), written(other, region, key));
  }

  /** The same, marked as about to be deleted by a change. */
  DocumentState going(Origin region, RowKey key, ChangeId winner, Nonce write) {
    return new DocumentState(
        content, base(region, key, write).with(write, new Going(winner, content, write)));
  }

  /** The same, not to be deleted any more. */
  DocumentState staying(Origin region, RowKey key, Nonce write) {
    return new DocumentState(content, base(region, key, write).with(write, null));
  }

  private DocumentMarker base(Origin region, RowKey key, Nonce write) {
    DocumentMarker found = marker(this, region, key);
    return found == null ? DocumentMarker.bare(region, key, write) : found;
  }
}
