package org.anabranch.testkit.simulation;

import java.util.BitSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.jspecify.annotations.Nullable;

/** A local write of a document, with what its store really had merged of the key by then. */
final class DocumentTruth {

  private final int number;
  private final Origin origin;
  private final RowKey key;
  private final @Nullable String content;
  private final BitSet past;
  private final BitSet shown;
  private @Nullable Change stamped;

  /**
   * @param past numbers of the changes of its key that its store had merged, and of all before them
   * @param shown those of them that the log told of before it: by the document, or by a watermark
   */
  DocumentTruth(
      int number, Origin origin, RowKey key, @Nullable String content, BitSet past, BitSet shown) {
    this.number = number;
    this.origin = origin;
    this.key = key;
    this.content = content;
    this.past = past;
    this.shown = shown;
  }

  int number() {
    return number;
  }

  Origin origin() {
    return origin;
  }

  RowKey key() {
    return key;
  }

  /** Null where it deleted the document. */
  @Nullable String content() {
    return content;
  }

  BitSet past() {
    return past;
  }

  boolean follows(DocumentTruth other) {
    return past.get(other.number);
  }

  boolean wasShown(DocumentTruth other) {
    return shown.get(other.number);
  }

  /** What the capture made of it; null before it was captured. */
  @Nullable Change stamped() {
    return stamped;
  }

  void stamp(Change change) {
    stamped = change;
  }

  ChangeId id() {
    Change change = stamped;
    if (change == null) {
      throw new IllegalStateException(this + " has not been captured");
    }
    return change.id();
  }

  @Override
  public String toString() {
    Change change = stamped;
    return "#"
        + number
        + " "
        + origin
        + " "
        + key
        + "="
        + (content == null ? "deleted" : content)
        + (change == null ? "" : " " + change.id() + " seen " + change.seen());
  }
}
