package org.anabranch.sink.column;

/**
 * Whether there is a row after changes that had not seen each other, some of which deleted it.
 * Asked of the changes that no other one had seen, of which each origin has one at most.
 */
public enum DeletePolicy {
  /** The last of them says. */
  LAST_WRITER_WINS,
  /** There is a row where one of them wrote it. */
  ADD_WINS,
  /** There is none where one of them deleted it. */
  DELETE_WINS;

  /** Whether the last writer need not be right. */
  public boolean overrules() {
    return this != LAST_WRITER_WINS;
  }
}
