package org.anabranch.regions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the rows of two regions differ: each line a row that one of them has and the other has not.
 */
public record Differences(List<String> lines) {

  private static final int SHOWN_CHARACTERS = 300;

  public Differences {
    lines = List.copyOf(lines);
  }

  public static Differences between(Region first, Region second, List<String> tables) {
    List<String> lines = new ArrayList<>();
    for (String table : tables) {
      Set<String> here = rows(first, table);
      Set<String> there = rows(second, table);
      report(lines, table, first, here, there);
      report(lines, table, second, there, here);
    }
    return new Differences(lines);
  }

  public boolean none() {
    return lines.isEmpty();
  }

  private static Set<String> rows(Region region, String table) {
    return new HashSet<>(
        region.column("SELECT to_jsonb(whole_row)::text FROM " + table + " whole_row"));
  }

  private static void report(
      List<String> lines, String table, Region where, Set<String> has, Set<String> lacks) {
    has.stream()
        .filter(row -> !lacks.contains(row))
        .forEach(row -> lines.add(table + " only in " + where + ": " + beginning(row)));
  }

  private static String beginning(String row) {
    return row.length() <= SHOWN_CHARACTERS ? row : row.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
