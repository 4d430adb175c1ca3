package org.anabranch.records.event;

import org.jspecify.annotations.Nullable;

/**
 * One operation of a context event, as in RFC 6902.
 *
 * @param path an RFC 6901 pointer: empty for the row, {@code /column} for a column
 * @param value natural JSON, as maps, lists, text, numbers and booleans; null for a JSON null, and
 *     where something is removed
 */
public record EventOperation(Action type, String path, @Nullable Object value) {

  /** What is done. */
  public enum Action {
    ADD,
    REPLACE,
    REMOVE
  }

  /** The operation that takes the row away. */
  public static final EventOperation REMOVE_ROW =
      new EventOperation(Action.REMOVE, JsonPointer.WHOLE, null);

  /** Without the value. */
  @Override
  public String toString() {
    return type + " of an event";
  }
}
