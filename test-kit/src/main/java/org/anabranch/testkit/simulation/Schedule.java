package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened, line by line, for people. Costs nothing where it is not kept. */
final class Schedule {

  private final boolean kept;
  private final List<String> lines = new ArrayList<>();

  Schedule(boolean kept) {
    this.kept = kept;
  }

  void note(Object who, Supplier<String> what) {
    if (kept) {
      lines.add(String.format("%4d  %-12s %s", lines.size() + 1, who, what.get()));
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
