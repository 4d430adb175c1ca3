package org.anabranch.records.event;

/**
 * A context event cannot be read. The message names the place in the event by its JSON Pointer and
 * what belongs there, and holds no data of the user's.
 */
public final class MalformedEventException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * Of a place in an event.
   *
   * @param pointer of the place
   * @param what a sentence's end, such as "is no text"
   */
  MalformedEventException(String pointer, String what) {
    super("The context event's " + (pointer.isEmpty() ? "value" : pointer) + " " + what);
  }
}
