package org.anabranch.merge.function;

/** Truth as Postgres tells it: by a cast to text, and by the type's own output. */
final class TruthText {

  private TruthText() {}

  static Boolean read(String text) {
    return switch (text) {
      case "true", "t" -> true;
      case "false", "f" -> false;
      default -> throw new IllegalArgumentException("Neither true nor false");
    };
  }
}
