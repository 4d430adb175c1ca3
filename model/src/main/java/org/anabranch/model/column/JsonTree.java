package org.anabranch.model.column;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document as far as merging has to know it: objects, and what is replaced as a whole.
 * Immutable. Whoever parses a document sees to it that equal values have equal texts.
 */
public sealed interface JsonTree {

  /** An object; the order of its members says nothing. */
  record Members(SortedMap<String, JsonTree> members) implements JsonTree {

    public Members {
      members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }
  }

  /**
   * A string, number, boolean, null or array.
   *
   * @param text its canonical JSON
   */
  record Leaf(String text) implements JsonTree {}

  /** Of a path, that there is an object; other texts are never empty. */
  String OBJECT = "";

  /** What is at each path: a leaf's text, or {@link #OBJECT}. */
  static SortedMap<JsonPath, String> flat(@Nullable JsonTree tree) {
    SortedMap<JsonPath, String> flat = new TreeMap<>();
    if (tree != null) {
      flatten(tree, JsonPath.ROOT, flat);
    }
    return flat;
  }

  private static void flatten(JsonTree tree, JsonPath path, SortedMap<JsonPath, String> flat) {
    if (tree instanceof Members object) {
      flat.put(path, OBJECT);
      object.members().forEach((name, member) -> flatten(member, path.then(name), flat));
    } else if (tree instanceof Leaf leaf) {
      flat.put(path, leaf.text());
    }
  }

  /**
   * The tree; a path exists where another leads through it.
   *
   * @param flat no leaf lies on the way to another path
   */
  static @Nullable JsonTree of(Map<JsonPath, String> flat) {
    return at(JsonPath.ROOT, new TreeMap<>(flat));
  }

  private static @Nullable JsonTree at(JsonPath path, SortedMap<JsonPath, String> flat) {
    SortedMap<String, JsonTree> members = new TreeMap<>();
    int depth = path.names().size();
    flat.keySet().stream()
        .filter(path::leadsTo)
        .map(below -> below.names().get(depth))
        .distinct()
        .forEach(
            name -> {
              JsonTree member = at(path.then(name), flat);
              if (member != null) {
                members.put(name, member);
              }
            });
    String text = flat.get(path);
    if (!members.isEmpty() || OBJECT.equals(text)) {
      return new Members(members);
    }
    return text == null ? null : new Leaf(text);
  }

  /** Of an object's members by name. */
  static JsonTree object(Map<String, JsonTree> members) {
    return new Members(new TreeMap<>(members));
  }
}
