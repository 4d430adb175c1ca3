package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Where something is in a JSON document. A path comes before those below it, and these before any
 * other that comes after it.
 *
 * @param names of the members that lead there from the root
 */
public record JsonPath(List<String> names) implements Comparable<JsonPath> {

  static final JsonPath ROOT = new JsonPath(List.of());

  public JsonPath {
    names = List.copyOf(names);
  }

  JsonPath then(String name) {
    List<String> more = new ArrayList<>(names);
    more.add(name);
    return new JsonPath(more);
  }

  /** Whether the other path lies below this one. */
  boolean leadsTo(JsonPath other) {
    return names.size() < other.names.size() && names.equals(other.names.subList(0, names.size()));
  }

  /** The paths that lead to this one, the root first. */
  List<JsonPath> above() {
    List<JsonPath> above = new ArrayList<>();
    for (int depth = 0; depth < names.size(); depth++) {
      above.add(new JsonPath(names.subList(0, depth)));
    }
    return above;
  }

  /** Those of many paths that lie below this one, in their order. */
  List<JsonPath> below(SortedMap<JsonPath, ?> many) {
    List<JsonPath> below = new ArrayList<>();
    for (JsonPath path : many.tailMap(this).keySet()) {
      if (leadsTo(path)) {
        below.add(path);
      } else if (!path.equals(this)) {
        break;
      }
    }
    return below;
  }

  @Override
  public int compareTo(JsonPath other) {
    int shorter = Math.min(names.size(), other.names.size());
    for (int i = 0; i < shorter; i++) {
      int order = names.get(i).compareTo(other.names.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(names.size(), other.names.size());
  }
}
