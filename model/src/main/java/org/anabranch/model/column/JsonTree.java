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

  /** What is at a path and below it, of which there is nothing else here. */
  private static @Nullable JsonTree at(JsonPath path, SortedMap<JsonPath, String> part) {
    int depth = path.names().size();
    SortedMap<String, SortedMap<JsonPath, String>> parts = new TreeMap<>();
    part.forEach(
        (at, text) -> {
          if (path.leadsTo(at)) {
            parts.computeIfAbsent(at.names().get(depth), name -> new TreeMap<>()).put(at, text);
          }
        });
    SortedMap<String, JsonTree> members = new TreeMap<>();
    parts.forEach(
        (name, below) -> {
          JsonTree member = at(path.then(name), below);
          if (member != null) {
            members.put(name, member);
          }
        });
    String text = part.get(path);
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
