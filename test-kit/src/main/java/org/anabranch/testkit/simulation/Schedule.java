package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What happened, line by line, for people. Costs nothing where it is not kept. */
final class Schedule {

  private final boolean kept;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> last = new HashMap<>();

  Schedule(boolean kept) {
    this.kept = kept;
  }

  void note(Object who, Supplier<String> what) {
    if (kept) {
      String text = what.get();
      boolean waitsOn = text.startsWith("waits") && text.equals(last.get(who.toString()));
      last.put(who.toString(), text);
      if (!waitsOn) {
        lines.add(String.format("%4d  %-12s %s", lines.size() + 1, who, text));
      }
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
