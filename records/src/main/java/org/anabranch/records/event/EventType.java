package org.anabranch.records.event;

import java.util.Locale;

/** What a context event tells of its row. */
public enum EventType {
  /** The whole row, or that it is gone. */
  CONTEXT_STATE,
  /** The columns that a change gave other values. */
  CONTEXT_DELTA,
  /** The whole row told again, though nobody may have changed it. */
  CONTEXT_RECONCILIATION;

  /** The last word of the name in lower case, as types of CloudEvents are written. */
  public String word() {
    return name().substring("CONTEXT_".length()).toLowerCase(Locale.ROOT);
  }
}
