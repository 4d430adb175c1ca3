package org.anabranch.tools.compare;

/** What counts as a difference. */
public enum Scope {
  /** Rows on one side only, and rows that are not the same on both. */
  CONTENT,
  /** Only rows that the right side has and the left one lacks. */
  MISSING_LEFT
}
