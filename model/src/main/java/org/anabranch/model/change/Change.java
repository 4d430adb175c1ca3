package org.anabranch.model.change;

import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * All that travels about one change apart from the row: the contents of the record header {@code
 * anabranch}. docs/formats/headers.md says how it looks on the wire.
 *
 * @param kind what the record is
 * @param id the change's origin and stamp; the stamp is zero in a first snapshot
 * @param sequence the place in the origin's stream; equals the stamp except in a first snapshot
 * @param members the {@code Members#fingerprint()} of the capture's configuration
 * @param table the table's logical name
 * @param operation what was done to the row
 * @param key the hash of the row's key; null where the record is about no single row
 * @param lane where the key's changes travel in order
 * @param context per origin the highest stamp of this table and lane that the origin had applied
 *     when the change was committed; its own origin stands at its own stamp
 * @param keyContext what the origin had seen of this very key, where that is not what the context
 *     says: a change that could not be applied there, or may not be held there, is left out. Counts
 *     for the merge, not for stability; null where the context says it
 * @param position the change's own position in the database's log
 * @param committedAtMicros when the database committed it, microseconds since the epoch
 * @param columns the columns that need care
 * @param writes which of its own sink's writes the document bore
 * @param mapping the fingerprint of how the capture takes the document for a row; null where it
 *     does not
 */
public record Change(
    ChangeKind kind,
    ChangeId id,
    Stamp sequence,
    long members,
    TableName table,
    Operation operation,
    @Nullable KeyHash key,
    Lane lane,
    VersionVector context,
    @Nullable VersionVector keyContext,
    long position,
    long committedAtMicros,
    ColumnMarks columns,
    DocumentWrites writes,
    @Nullable Long mapping) {

  public Change {
    boolean aboutOneRow = kind.hasRow() && operation != Operation.TRUNCATE;
    if (aboutOneRow && key == null) {
      throw new IllegalArgumentException("A " + kind + " names its key");
    }
  }

  /** A change of a row that bears no mark of the sink's. */
  public Change(
      ChangeKind kind,
      ChangeId id,
      Stamp sequence,
      long members,
      TableName table,
      Operation operation,
      @Nullable KeyHash key,
      Lane lane,
      VersionVector context,
      @Nullable VersionVector keyContext,
      long position,
      long committedAtMicros,
      ColumnMarks columns) {
    this(
        kind,
        id,
        sequence,
        members,
        table,
        operation,
        key,
        lane,
        context,
        keyContext,
        position,
        committedAtMicros,
        columns,
        DocumentWrites.NONE,
        null);
  }

  /** The same change with other columns that need care. */
  public Change with(ColumnMarks marks) {
    return told(kind, keyContext, marks, writes, mapping);
  }

  /** The same change where its origin had seen something else of this very key. */
  public Change withKeyContext(@Nullable VersionVector seenOfKey) {
    return told(kind, seenOfKey, columns, writes, mapping);
  }

  /** The same change of a document that bore these writes of the sink's. */
  public Change withWrites(DocumentWrites borne) {
    return told(kind, keyContext, columns, borne, mapping);
  }

  /** The same change of a document that its capture takes for a row in this way. */
  public Change withMapping(@Nullable Long fingerprint) {
    return told(kind, keyContext, columns, writes, fingerprint);
  }

  /**
   * What those are told of the change that may not hold its row: all but the row's columns. Of a
   * receipt, which is about no change, no more than a mark tells.
   */
  public Change asStub() {
    return kind == ChangeKind.RECEIPT
        ? asMark()
        : told(ChangeKind.STUB, keyContext, ColumnMarks.NONE, DocumentWrites.NONE, mapping);
  }

  private Change asMark() {
    return new Change(
        ChangeKind.MARK,
        id,
        sequence,
        members,
        table,
        Operation.NONE,
        null,
        lane,
        context,
        null,
        position,
        committedAtMicros,
        ColumnMarks.NONE);
  }

  private Change told(
      ChangeKind as,
      @Nullable VersionVector seenOfKey,
      ColumnMarks marks,
      DocumentWrites borne,
      @Nullable Long mapped) {
    return new Change(
        as,
        id,
        sequence,
        members,
        table,
        operation,
        key,
        lane,
        context,
        seenOfKey,
        position,
        committedAtMicros,
        marks,
        borne,
        mapped);
  }

  /** Whether the row is gone after this change, for whoever reads it. */
  public boolean deletes() {
    return kind == ChangeKind.STUB
        || operation == Operation.DELETE
        || operation == Operation.TRUNCATE;
  }

  /**
   * Whether it is an event of a system without a database here: one that has applied nothing, so
   * that its context is empty where a member's names at least its own stamp. Of its own earlier
   * events about the key it speaks in the context of the key.
   */
  public boolean external() {
    return kind == ChangeKind.CHANGE && context.size() == 0 && keyContext != null;
  }

  /** What the change's origin had seen of this key. */
  public VersionVector seen() {
    return keyContext == null ? context : keyContext;
  }

  /**
   * Whether the change's origin had seen another change of the key. A row of a first snapshot is in
   * no vector and is asked for by its place; one at an unknown place is seen by whoever has seen
   * anything of its origin.
   *
   * @param place the other's place in its origin's stream; zero where that is not known
   */
  public boolean saw(ChangeId other, Stamp place) {
    Stamp seen = seen().of(other.origin());
    return !seen.isZero() && seen.compareTo(Stamp.max(other.stamp(), place)) >= 0;
  }
}
