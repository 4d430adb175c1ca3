package org.anabranch.model.change;

/** What a record of a captured stream is; docs/formats/headers.md is the registry. */
public enum ChangeKind {
  /** A row was written or deleted. */
  CHANGE,
  /** A row as a capture's first snapshot found it. */
  SNAPSHOT,
  /** A snapshot of this table and lane begins. */
  SNAPSHOT_BEGIN,
  /** A snapshot of this table and lane ended. */
  SNAPSHOT_END,
  /** Nothing changed but the context of this table and lane moved on. */
  MARK,
  /** A change happened that this reader may not see. */
  STUB,
  /**
   * The sink wrote over a document, or deleted one, that it had not left there itself; for the sink
   * of the same region (docs/decisions/031).
   */
  RECEIPT;

  /** Whether a record of this kind is about one row. */
  public boolean hasRow() {
    return this == CHANGE || this == SNAPSHOT || this == STUB || this == RECEIPT;
  }
}
