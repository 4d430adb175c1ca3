package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which elements of a list were kept when it was rewritten: a longest common subsequence. The same
 * for the same lists everywhere. Lists that repeat themselves so often that this takes too long
 * keep only what they have in common at their ends.
 *
 * <p>Source: Hunt, Szymanski, "A Fast Algorithm for Computing Longest Common Subsequences" (1977).
 */
final class Difference {

  static final int NEW = -1;
  private static final long MOST_MATCHES = 2_000_000;

  private record Match(int before, int after, int previous) {}

  private final List<String> before;
  private final List<String> after;
  private final int[] kept;

  private Difference(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
    this.kept = new int[after.size()];
  }

  /** For each element of {@code after} its place in {@code before}, or {@link #NEW}. */
  static int[] between(List<String> before, List<String> after) {
    return new Difference(before, after).find();
  }

  private int[] find() {
    Arrays.fill(kept, NEW);
    int shorter = Math.min(before.size(), after.size());
    int start = 0;
    while (start < shorter && before.get(start).equals(after.get(start))) {
      kept[start] = start++;
    }
    int end = 0;
    while (end < shorter - start && fromEnd(before, end).equals(fromEnd(after, end))) {
      end++;
      kept[after.size() - end] = before.size() - end;
    }
    between(start, before.size() - end, after.size() - end);
    return kept;
  }

  private static String fromEnd(List<String> list, int index) {
    return list.get(list.size() - 1 - index);
  }

  private void between(int start, int beforeEnd, int afterEnd) {
    Map<String, List<Integer>> places = new HashMap<>();
    for (int i = beforeEnd - 1; i >= start; i--) {
      places.computeIfAbsent(before.get(i), text -> new ArrayList<>()).add(i);
    }
    long matches = 0;
    for (int i = start; i < afterEnd; i++) {
      matches += places.getOrDefault(after.get(i), List.of()).size();
    }
    if (matches <= MOST_MATCHES) {
      longest(start, afterEnd, places);
    }
  }

  /** Keeps, for each length, the common subsequence that ends first in {@code before}. */
  private void longest(int start, int afterEnd, Map<String, List<Integer>> places) {
    List<Match> matches = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (int i = start; i < afterEnd; i++) {
      for (int place : places.getOrDefault(after.get(i), List.of())) {
        int length = shorterThan(place, ends, matches);
        matches.add(new Match(place, i, length == 0 ? NEW : ends.get(length - 1)));
        if (length == ends.size()) {
          ends.add(matches.size() - 1);
        } else {
          ends.set(length, matches.size() - 1);
        }
      }
    }
    int last = ends.isEmpty() ? NEW : ends.get(ends.size() - 1);
    while (last != NEW) {
      Match match = matches.get(last);
      kept[match.after()] = match.before();
      last = match.previous();
    }
  }

  /** How long the longest is that ends before a place. */
  private static int shorterThan(int place, List<Integer> ends, List<Match> matches) {
    int low = 0;
    int high = ends.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (matches.get(ends.get(middle)).before() < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
