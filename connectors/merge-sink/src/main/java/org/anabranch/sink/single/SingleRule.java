package org.anabranch.sink.single;

/**
 * Rules of docs/decisions/031 for the sink. A simulation leaves out one at a time, to see that it
 * is missed; nobody else leaves out any.
 */
public enum SingleRule {
  /** The document is read before what is merged of it. */
  DOCUMENT_IS_READ_FIRST,
  /** A marker tells of what was merged, where that is not written yet. */
  MARKER_IS_MERGED,
  /** A conflict is recorded before the document is written. */
  CONFLICT_IS_RECORDED_FIRST,
  /** The document is written before what is merged of it. */
  DOCUMENT_IS_WRITTEN_FIRST,
  /** The watermark moves when all keys are done. */
  WATERMARK_IS_LAST,
  /** A document is marked before it is deleted. */
  DELETE_IS_MARKED,
  /** A document is deleted once that is merged. */
  DELETE_IS_MERGED_FIRST,
  /** A document that is not to be deleted any more is marked so. */
  DELETE_IS_TAKEN_BACK,
  /** A delete that was begun by whoever died is brought to its end. */
  DELETE_IS_FINISHED,
  /** The document is left as it is only if it was the same while the version was read. */
  LEFT_IS_READ_TWICE,
  /** An own change that wins is written again where the sink has written over it. */
  OWN_IS_RESTORED,
  /** An own change that wins is written again where the sink has deleted it. */
  OWN_IS_INSERTED_AGAIN,
  /** An own change that loses to a delete is deleted. */
  OWN_IS_DELETED_AGAIN,
  /** An application that puts back what the sink had written has written it. */
  OWN_IS_ADOPTED,
  /** What is merged is kept until the own log is read back beyond the last look at the document. */
  LOOK_IS_READ_BACK,
  /** A marker means something in the document and the region for which it was written. */
  MARKER_IS_OF_THE_DOCUMENT
}
