package org.anabranch.tools.compare;

/** How a row differs. */
public enum Kind {
  ONLY_LEFT("only left"),
  ONLY_RIGHT("only right"),
  DIFFERS("differs");

  private final String text;

  Kind(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
