package org.anabranch.quickstart;

/** Lines for a person who waits, each with the seconds since the start. */
final class Progress {

  private final long start = System.nanoTime();

  void say(String line) {
    System.out.printf("[%3d s] %s%n", (System.nanoTime() - start) / 1_000_000_000L, line);
  }

  void detail(String line) {
    System.out.println("        " + line);
  }
}
