package org.anabranch.tools.compare;

/** Whether a difference may still go away by itself. */
public enum Flight {
  /** No: nothing of the row is on its way, and both sides left it alone. */
  NO("no"),
  /** Maybe: a version row knows a change that not every member has yet, or the row is changing. */
  YES("yes"),
  /** No: a region could not apply a change of it. Its conflict table says which. */
  QUARANTINED("quarantined"),
  /** Nobody knows: a side keeps no version rows, or the key's type has no canonical form here. */
  UNKNOWN("unknown");

  private final String text;

  Flight(String text) {
    this.text = text;
  }

  /** Whether waiting longer may help. */
  public boolean isDecided() {
    return this != YES;
  }

  @Override
  public String toString() {
    return text;
  }
}
