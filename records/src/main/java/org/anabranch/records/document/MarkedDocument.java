package org.anabranch.records.document;

import java.util.Objects;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.records.document.DocumentMarker.Going;
import org.jspecify.annotations.Nullable;

/**
 * A document, as far as what its marker says has to be judged.
 *
 * @param content stands for all that is the application's: the same for two documents only if that
 *     is the same
 * @param marker as it lies in the document, whoever put it there
 */
public record MarkedDocument(String content, @Nullable DocumentMarker marker) {

  /** The marker that this region's sink wrote for this very document; else null. */
  public static @Nullable DocumentMarker marker(@Nullable MarkedDocument document, MarkedKey key) {
    DocumentMarker found = document == null ? null : document.marker;
    return found != null && found.of().equals(key) ? found : null;
  }

  /** Which of the sink's writes an application has built upon, or shows itself; null for none. */
  public static @Nullable WriteId written(@Nullable MarkedDocument document, MarkedKey key) {
    DocumentMarker found = marker(document, key);
    return found == null ? null : found.written();
  }

  /** Whether nobody has written it since the sink did. */
  public static boolean asTheSinkLeftIt(@Nullable MarkedDocument document, MarkedKey key) {
    DocumentMarker found = marker(document, key);
    return found != null
        && document != null
        && found.written() != null
        && document.content.equals(found.content());
  }

  /** Why the sink is about to delete it, and nobody has written it since; null if not. */
  public static @Nullable Going going(@Nullable MarkedDocument document, MarkedKey key) {
    DocumentMarker found = marker(document, key);
    Going going = found == null ? null : found.going();
    return going != null && document != null && going.content().equals(document.content)
        ? going
        : null;
  }

  /** The same, marked as about to be deleted by a change. */
  public MarkedDocument going(MarkedKey key, ChangeId winner, WriteId write) {
    return new MarkedDocument(
        content, base(key, write).with(write, new Going(winner, content, write)));
  }

  /** The same, not to be deleted any more. */
  public MarkedDocument staying(MarkedKey key, WriteId write) {
    return new MarkedDocument(content, base(key, write).with(write, null));
  }

  private DocumentMarker base(MarkedKey key, WriteId write) {
    DocumentMarker found = marker(this, key);
    return found == null ? DocumentMarker.bare(key, write) : found;
  }

  /** Whether both are what one write of the application's has left, whatever was marked since. */
  public boolean sameWrite(String otherContent, @Nullable WriteId otherWritten, MarkedKey key) {
    return content.equals(otherContent) && Objects.equals(written(this, key), otherWritten);
  }
}
