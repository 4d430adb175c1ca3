package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.List;

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
